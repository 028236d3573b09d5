package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.kit.Alertmanager;
import io.promansible.kit.Background;
import io.promansible.kit.Caller;
import io.promansible.kit.Pager;
import io.promansible.kit.Room;
import io.promansible.kit.Waiting;
import io.promansible.wiring.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is woken at night: the shipped routes, with a shorter grace, in a real Alertmanager. */
class PagingTest {
  private static final String GRACE = "12s";

  @TempDir Path folder;
  private final int own = Background.freePort();
  private final int port = Background.freePort();
  private Room room;

  @BeforeEach
  void furnish() {
    room =
        new Room(folder)
            .role(
                "wait",
                "- ansible.builtin.wait_for: {path: %s, sleep: 1, timeout: 60}\n"
                    .formatted(folder.resolve("go-on")))
            .configure(
                "alertmanager: {url: \"http://127.0.0.1:%d\", poll: 500ms, reconcile: 2s}\nhandlers:\n"
                        .formatted(port)
                    + Room.handler("Mends", "count", "").replace("hold: 0s", "hold: 1s")
                    + Room.handler("Fails", "fail", "")
                    + Room.handler("Long", "wait", ""));
    room.write(
        "promansible.yml",
        String.join("\n", room.lines("promansible.yml"))
            .replace("listen: 127.0.0.1:0", "listen: 127.0.0.1:" + own));
  }

  private Alertmanager alertmanager(Pager pager) throws IOException {
    String shipped = Files.readString(Path.of("alertmanager/alertmanager.yml"));
    room.write(
        "alertmanager.yml",
        shipped
            .replace("127.0.0.1:9595", "127.0.0.1:" + own)
            .replace("group_wait: 10m", "group_wait: " + GRACE)
            .replace("group_wait: 30s", "group_wait: 0s")
            .replaceAll("group_interval: \\S+", "group_interval: 1s")
            .replace(
                "  - name: people\n",
                "  - name: people\n    webhook_configs: [{url: \"http://127.0.0.1:%d/\"}]\n"
                    .formatted(pager.port())));
    return new Alertmanager(folder, room.file("alertmanager.yml"), port);
  }

  private Service promansible() {
    Service service = Service.start(room.file("promansible.yml"), Map.of());
    try (Caller call = new Caller(service.url())) {
      call.awaitReady();
    }
    return service;
  }

  @Test
  void what_is_fixed_within_the_grace_wakes_nobody() throws IOException {
    try (Pager pager = new Pager();
        Alertmanager alertmanager = alertmanager(pager);
        Service service = promansible();
        Caller call = new Caller(service.url())) {
      alertmanager.begins("Mends", "web1");
      assertThat(call.finishedRun("Mends").path("outcome").asText()).isEqualTo("succeeded");
      alertmanager.resolves("Mends", "web1");
      assertThat(call.finishedRemediation("Mends").path("outcome").asText()).isEqualTo("fixed");
      // Nobody answers this one; when people hear of it, the grace of the other is over, too.
      alertmanager.begins("Unanswered", "web2");
      Waiting.until("the page", () -> pager.pages().contains("Unanswered"));
      assertThat(pager.pages()).containsOnly("Unanswered");
    }
  }

  @Test
  void what_is_not_fixed_wakes_people_before_the_grace_is_over() throws IOException {
    try (Pager pager = new Pager();
        Alertmanager alertmanager = alertmanager(pager);
        Service service = promansible();
        Caller call = new Caller(service.url())) {
      alertmanager.begins("Fails", "web1");
      assertThat(call.finishedRemediation("Fails").path("outcome").asText()).isEqualTo("not_fixed");
      Waiting.until("the page", () -> pager.pages().contains("Fails"));
      assertThat(pager.pages().getFirst()).isEqualTo("RemediationFailed");
      assertThat(alertmanager.alert("RemediationFailed").path("labels").toString())
          .contains("\"alert\":\"Fails\"", "\"handler\":\"Fails\"", "\"instance\":\"web1\"");
      alertmanager.resolves("Fails", "web1");
      Waiting.until("its end", () -> alertmanager.alert("RemediationFailed").isMissingNode());
    }
  }

  @Test
  void when_promansible_is_dead_people_are_woken_after_the_grace() throws IOException {
    try (Pager pager = new Pager();
        Alertmanager alertmanager = alertmanager(pager)) {
      alertmanager.begins("Mends", "web1");
      Waiting.until("the page", () -> pager.pages().contains("Mends"));
    }
  }

  @Test
  void while_a_run_is_on_the_page_waits_and_when_it_is_over_in_vain_it_comes() throws IOException {
    try (Pager pager = new Pager();
        Alertmanager alertmanager = alertmanager(pager);
        Service service = promansible();
        Caller call = new Caller(service.url())) {
      alertmanager.begins("Long", "web1");
      Waiting.until(
          "the inhibition",
          () -> !alertmanager.alert("Long").path("status").path("inhibitedBy").isEmpty());
      // Another host's page comes in its own time, which is later than this one's would be.
      alertmanager.begins("Unanswered", "web2");
      Waiting.until("the page", () -> pager.pages().contains("Unanswered"));
      assertThat(pager.pages()).doesNotContain("Long");
      assertThat(call.get("/api/v1/runs?handler=Long&state=running").path("runs")).isNotEmpty();
      room.write("go-on", "");
      Waiting.until("the page", () -> pager.pages().contains("Long"));
      assertThat(alertmanager.alert("RemediationInProgress").isMissingNode()).isTrue();
    }
  }
}
