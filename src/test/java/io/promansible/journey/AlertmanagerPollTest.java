package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.kit.Alertmanager;
import io.promansible.kit.Alerts;
import io.promansible.kit.Background;
import io.promansible.kit.Caller;
import io.promansible.kit.Room;
import io.promansible.kit.Waiting;
import io.promansible.wiring.Service;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Alertmanager that is asked, where its webhook does not tell, or tells too late. */
class AlertmanagerPollTest {
  @TempDir Path folder;
  private final int port = Background.freePort();

  private Room room(String young, String handlers) {
    // The webhook of this Alertmanager goes nowhere: Promansible listens on another port.
    return new Room(folder)
        .configure(
            "alertmanager: {url: \"http://127.0.0.1:%d\", poll: 300ms, reconcile: 500ms, young: %s}\nhandlers:\n"
                    .formatted(port, young)
                + handlers);
  }

  private Alertmanager alertmanager() {
    return new Alertmanager(folder, Path.of("alertmanager/alertmanager.yml"), port);
  }

  private static Caller ready(Service service) {
    Caller call = new Caller(service.url());
    call.awaitReady();
    return call;
  }

  private static void bySource(Caller call, String source, ObjectNode alert) {
    call.send(
        "POST",
        "/api/v1/alerts?source=" + source,
        Alerts.notification(alert).getBytes(StandardCharsets.UTF_8),
        "Content-Type",
        "application/json");
  }

  @Test
  void d35_what_the_webhook_missed_is_found_and_what_resolved_unseen_is_over() {
    Room room = room("0s", Room.handler("Missed", "count", ""));
    try (Alertmanager alertmanager = alertmanager()) {
      alertmanager.fires("Missed", "web1");
      try (var _ = room;
          Service service = Service.start(room.file("promansible.yml"), Map.of());
          Caller call = ready(service)) {
        assertThat(call.finishedRun("Missed").path("outcome").asText()).isEqualTo("succeeded");
        // Heard again and again, and the same: the API tells milliseconds, the webhook more.
        call.accepted(Alerts.notification(Alerts.firing("Missed", "web1")));
        alertmanager.resolves("Missed", "web1");
        assertThat(call.finishedRemediation("Missed").path("outcome").asText()).isEqualTo("fixed");
        assertThat(call.get("/api/v1/alerts?alertname=Missed").path("alerts")).hasSize(1);
        assertThat(room.lines("ledger")).hasSize(1);
        // Nobody waits for this one; it is over all the same when Alertmanager has it no more.
        alertmanager.fires("Unanswered", "web2");
        Waiting.until(
            "the other",
            () ->
                call.get("/api/v1/alerts?alertname=Unanswered&state=firing").path("alerts").size()
                    == 1);
        alertmanager.resolves("Unanswered", "web2");
        Waiting.until(
            "its end",
            () ->
                call.get("/api/v1/alerts?alertname=Unanswered&state=resolved").path("alerts").size()
                    == 1);
      }
    }
  }

  @Test
  void what_a_person_silenced_is_left_alone_until_the_silence_ends() {
    Room room = room("0s", Room.handler("Silent", "count", ""));
    try (Alertmanager alertmanager = alertmanager();
        Service service = Service.start(room.file("promansible.yml"), Map.of());
        Caller call = ready(service)) {
      String silence = alertmanager.silence("Silent", "ann");
      alertmanager.fires("Silent", "web1");
      Waiting.until("the decision", () -> call.reasons("Silent").equals(List.of("silenced")));
      assertThat(call.get("/api/v1/holds").path("holds").get(0).path("detail").asText())
          .contains("ann silenced it");
      alertmanager.unsilence(silence);
      assertThat(call.finishedRun("Silent").path("outcome").asText()).isEqualTo("succeeded");
      assertThat(call.reasons("Silent")).containsExactly("silenced", "start");
    }
  }

  @Test
  void d25_an_alert_that_alertmanager_no_longer_has_is_not_acted_upon() {
    Room room = room("0s", Room.handler("Late", "count", ""));
    try (var _ = alertmanager();
        Service service = Service.start(room.file("promansible.yml"), Map.of());
        Caller call = ready(service)) {
      call.accepted(Alerts.notification(Alerts.firing("Late", "web1")));
      JsonNode run = call.finishedRun("Late");
      assertThat(run.path("outcome").asText()).isEqualTo("not_started");
      assertThat(run.path("reason").asText())
          .containsAnyOf("Alertmanager no longer has the alert", "resolved before the start");
      assertThat(room.lines("ledger")).isEmpty();
    }
  }

  @Test
  void what_another_sender_told_is_none_of_its_business() {
    Room room =
        room(
            "0s",
            Room.handler("Foreign", "count", "").replace("within: 20s", "within: 2s")
                + "sources: [{name: grafana, confirm: none}]\n");
    try (Alertmanager alertmanager = alertmanager();
        Service service = Service.start(room.file("promansible.yml"), Map.of());
        Caller call = ready(service)) {
      bySource(call, "grafana", Alerts.firing("Foreign", "web1"));
      assertThat(call.finishedRun("Foreign").path("outcome").asText()).isEqualTo("succeeded");
      // Asked several times meanwhile, and told of another alert.
      alertmanager.fires("Unanswered", "web2");
      Waiting.until(
          "another look",
          () -> !call.get("/api/v1/alerts?alertname=Unanswered").path("alerts").isEmpty());
      assertThat(call.get("/api/v1/alerts?alertname=Foreign&state=firing").path("alerts"))
          .hasSize(1);
      assertThat(call.finishedRemediation("Foreign").path("outcome").asText())
          .isEqualTo("not_fixed");
    }
  }

  @Test
  void without_an_answer_what_is_disruptive_waits_and_what_is_safe_goes_on() {
    Room room =
        room(
            "0s",
            Room.handler("Safe", "count", "")
                + Room.handler("Disruptive", "count", "min_age: 0s")
                    .replace("class: safe", "class: disruptive"));
    try (var _ = room;
        Service service = Service.start(room.file("promansible.yml"), Map.of());
        Caller call = ready(service)) {
      call.accepted(
          Alerts.notification(Alerts.firing("Disruptive", "web1"), Alerts.firing("Safe", "web2")));
      assertThat(call.finishedRun("Safe").path("outcome").asText()).isEqualTo("succeeded");
      JsonNode waiting =
          Waiting.untilGiven(
              "the reason",
              () ->
                  Optional.of(call.get("/api/v1/runs?handler=Disruptive").path("runs").path(0))
                      .filter(run -> run.path("reason").asText().contains("no usable answer")));
      assertThat(waiting.path("state").asText()).isEqualTo("queued");
      assertThat(Caller.text(call.send("GET", "/-/ready", new byte[0])))
          .contains("alertmanager", "gives no usable answer");
      try (Alertmanager alertmanager = alertmanager()) {
        alertmanager.fires("Disruptive", "web1");
        assertThat(call.finishedRun("Disruptive").path("outcome").asText()).isEqualTo("succeeded");
        assertThat(Caller.text(call.send("GET", "/metrics", new byte[0])))
            .contains("promansible_alertmanager_up{url=\"http://127.0.0.1:" + port + "\"");
      }
    }
  }

  @Test
  void d25_an_alertmanager_that_has_just_started_may_not_know_yet() {
    Room room =
        room(
            "30s",
            Room.handler("Young", "count", "min_age: 0s")
                .replace("class: safe", "class: disruptive"));
    try (var _ = alertmanager();
        Service service = Service.start(room.file("promansible.yml"), Map.of());
        Caller call = ready(service)) {
      call.accepted(Alerts.notification(Alerts.firing("Young", "web1")));
      Waiting.until(
          "the reason",
          () ->
              call.get("/api/v1/runs?handler=Young")
                  .path("runs")
                  .path(0)
                  .path("reason")
                  .asText()
                  .contains("does not have the alert (yet)"));
      JsonNode run = call.finishedRun("Young");
      assertThat(run.path("outcome").asText()).isEqualTo("not_started");
      assertThat(room.lines("ledger")).isEmpty();
    }
  }

  @Test
  void a_silence_lasts_as_long_as_the_run() {
    Room room =
        room(
            "0s",
            Room.handler("Quiet", "linger", "silence: true")
                + "sources: [{name: grafana, confirm: none}]\n");
    try (Alertmanager alertmanager = alertmanager();
        Service service = Service.start(room.file("promansible.yml"), Map.of());
        Caller call = ready(service)) {
      // Of an alert that only its sender has nobody is silenced, whatever its labels say.
      bySource(call, "grafana", Alerts.firing("Quiet", "web2"));
      Waiting.until(
          "its run",
          () -> !call.get("/api/v1/runs?handler=Quiet&state=running").path("runs").isEmpty());
      alertmanager.fires("Quiet", "web1");
      Waiting.until(
          "the silence",
          () -> !alertmanager.alert("Quiet").path("status").path("silencedBy").isEmpty());
      String run =
          call.get("/api/v1/runs?handler=Quiet&host=web1").path("runs").path(0).path("id").asText();
      assertThat(alertmanager.get("/api/v2/silences")).hasSize(1);
      JsonNode silence = alertmanager.get("/api/v2/silences").path(0);
      assertThat(silence.path("matchers").toString()).contains("web1").doesNotContain("web2");
      assertThat(silence.path("createdBy").asText()).isEqualTo("promansible (while a run is on)");
      assertThat(silence.path("comment").asText()).contains("/api/v1/runs/" + run);
      call.as(room.adminToken(), "POST", "/api/v1/runs/" + run + "/cancel", "{}");
      Waiting.until(
          "its end",
          () -> call.get("/api/v1/runs/" + run).path("outcome").asText().equals("cancelled"));
      Waiting.until(
          "the end of the silence",
          () -> alertmanager.alert("Quiet").path("status").path("silencedBy").isEmpty());
    }
  }
}
