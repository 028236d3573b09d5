package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.kit.Alerts;
import io.promansible.kit.Caller;
import io.promansible.kit.Room;
import io.promansible.kit.Waiting;
import io.promansible.wiring.Service;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Very much at once. */
class StormTest {
  private static final int HOSTS = 500;

  private Room room;
  private Service service;
  private Caller call;

  @BeforeEach
  void open(@TempDir Path folder) {
    StringBuilder names = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      names.append(
          "  - {name: Name%d, matchers: ['alertname=\"Name%d\"'], roles: [count], mode: auto, class: safe, host_cooldown: 0s, limits: {hosts: 2, share: 0%%}}\n"
              .formatted(i, i));
    }
    room =
        new Room(folder)
            .write(
                "hosts.yml",
                """
                fleet:
                  vars: {ansible_connection: local, ansible_become: false}
                  hosts:
                    h[1:%d]:
                """
                    .formatted(HOSTS))
            .configure(
                "ansible: {warm: true}\nintake: {answer_within: 1m}\nhandlers:\n"
                    + names
                    + "  - {name: Down, matchers: ['alertname=\"Down\"'], roles: [count], mode: auto, class: disruptive, host_cooldown: 0s, limits: {hosts: 3}}\n"
                    + Room.handler("Plain", "count", "")
                    + Room.handler("Slow1", "linger", "")
                    + Room.handler("Slow2", "linger", "")
                    + Room.handler("Slow3", "linger", "")
                    + Room.handler("Slow4", "linger", ""));
    service = Service.start(room.file("promansible.yml"), Map.of());
    call = new Caller(service.url());
    call.awaitReady();
  }

  @AfterEach
  void close() {
    for (JsonNode run : call.get("/api/v1/runs?state=running").path("runs")) {
      asAdmin("POST", "/api/v1/runs/" + run.path("id").asText() + "/cancel", "{}");
    }
    Waiting.until(
        "the end of all runs", () -> call.get("/api/v1/runs?state=running").path("runs").isEmpty());
    call.close();
    service.close();
  }

  private HttpResponse<byte[]> asAdmin(String method, String path, String body) {
    return call.as(room.adminToken(), method, path, body);
  }

  private List<String> started(String handler) {
    return call.get("/api/v1/runs?limit=200&handler=" + handler)
        .path("runs")
        .valueStream()
        .flatMap(run ->
            call.get("/api/v1/runs/" + run.path("id").asText() + "/hosts?limit=1000")
                .path("hosts")
                .valueStream())
        .map(host -> host.path("host").asText())
        .toList();
  }

  @Test
  void d19_ten_thousand_alerts_in_one_body_are_taken_and_every_handler_keeps_its_limits() {
    List<ObjectNode> alerts = new ArrayList<>();
    for (int host = 1; host <= HOSTS; host++) {
      for (int name = 0; name < 20; name++) {
        // Each name begins with hosts of its own, as one run at a time may act on a host.
        int other = 1 + (host - 1 + 25 * name) % HOSTS;
        alerts.add(Alerts.firing("Name" + name, "h" + other));
      }
    }
    JsonNode answer = call.accepted(Alerts.notification(alerts));
    assertThat(answer.path("accepted").asInt()).isEqualTo(10_000);
    assertThat(answer.path("started").asInt()).isEqualTo(40);
    for (int name = 0; name < 20; name++) {
      assertThat(started("Name" + name)).hasSize(2);
    }
    Waiting.until(
        "the end of all",
        () -> {
          assertThat(call.get("/api/v1/runs?state=running").path("runs"))
              .hasSizeLessThanOrEqualTo(4);
          return room.lines("ledger").size() == 40;
        });
  }

  @Test
  void d20_two_senders_of_one_storm_in_whatever_order_make_one_run_for_each_episode()
      throws Exception {
    List<String> first = new ArrayList<>();
    for (int host = 1; host <= 20; host++) {
      first.add(Alerts.notification(Alerts.firing("Plain", "h" + host)));
      if (host > 15) {
        first.add(Alerts.notification(Alerts.resolved("Plain", "h" + host)));
      }
    }
    // The other one tells some resolved before they fired.
    List<String> second = new ArrayList<>(first);
    Collections.shuffle(second, new Random(20));
    try (var senders = Executors.newFixedThreadPool(2)) {
      for (List<String> all : List.of(first, second)) {
        var _ = senders.submit(() -> all.forEach(call::accepted));
      }
    }
    assertThat(call.get("/api/v1/alerts?limit=200&alertname=Plain").path("alerts")).hasSize(20);
    call.awaitRunsEnd();
    List<String> acted =
        room.lines("ledger").stream().map(line -> line.substring(0, line.indexOf(32))).toList();
    assertThat(acted).doesNotHaveDuplicates();
    for (int host = 1; host <= 15; host++) {
      assertThat(acted).contains("h" + host);
    }
  }

  @Test
  void d26_a_freeze_in_a_storm_lets_nothing_new_start_and_afterwards_only_what_still_fires() {
    for (int i = 1; i <= 4; i++) {
      call.accepted(Alerts.notification(Alerts.firing("Slow" + i, "h" + i)));
    }
    Waiting.until("four that run", () -> room.lines("lingers").size() == 4);
    for (int host = 11; host <= 40; host++) {
      call.accepted(Alerts.notification(Alerts.firing("Plain", "h" + host)));
    }
    assertThat(
            asAdmin("PUT", "/api/v1/freeze", "{\"scope\": \"all\", \"reason\": \"stop\"}")
                .statusCode())
        .isEqualTo(200);
    for (JsonNode run : call.get("/api/v1/runs?state=running").path("runs")) {
      asAdmin("POST", "/api/v1/runs/" + run.path("id").asText() + "/cancel", "{}");
    }
    Waiting.until(
        "room for others", () -> call.get("/api/v1/runs?state=running").path("runs").isEmpty());
    // Taken while it is frozen; and half of the storm is over by itself.
    for (int host = 11; host <= 25; host++) {
      call.accepted(Alerts.notification(Alerts.resolved("Plain", "h" + host)));
    }
    Waiting.until(
        "the reason",
        () ->
            call.get("/api/v1/runs?handler=Plain&state=queued")
                .path("runs")
                .valueStream()
                .allMatch(run -> run.path("reason").asText().contains("stop")));
    assertThat(room.lines("ledger")).isEmpty();
    asAdmin("DELETE", "/api/v1/freeze?scope=all&reason=go", "");
    Waiting.until("the rest", () -> room.lines("ledger").size() == 15);
    assertThat(room.lines("ledger")).noneMatch(line -> line.matches("h(1[1-9]|2[0-5]) .*"));
  }

  @Test
  void d28_of_a_reboot_storm_three_start_and_twenty_more_when_a_person_allows_them() {
    for (int host = 1; host <= HOSTS; host++) {
      call.accepted(Alerts.notification(Alerts.firing("Down", "h" + host)));
    }
    assertThat(started("Down")).hasSize(3);
    assertThat(call.get("/api/v1/holds").path("holds")).hasSizeGreaterThan(400);
    assertThat(
            asAdmin(
                    "POST",
                    "/api/v1/handlers/Down/allow",
                    "{\"hosts\": 20, \"for\": \"10m\", \"reason\": \"the power is back\"}")
                .statusCode())
        .isEqualTo(200);
    Waiting.until("twenty more", () -> started("Down").size() >= 23);
    Waiting.until("their end", () -> room.lines("ledger").size() >= 23);
    // Another look at all that is held: none is left to be allowed.
    call.accepted(Alerts.notification(Alerts.firing("Plain", "h1")));
    call.finishedRun("Plain");
    assertThat(started("Down")).hasSize(23);
    assertThat(asAdmin("POST", "/api/v1/handlers/Down/allow", "{\"hosts\": 0}").statusCode())
        .isEqualTo(400);
    assertThat(
            asAdmin("POST", "/api/v1/handlers/Nobody/allow", "{\"hosts\": 1, \"reason\": \"x\"}")
                .statusCode())
        .isEqualTo(400);
  }
}
