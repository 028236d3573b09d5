package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.kit.Alerts;
import io.promansible.kit.Background;
import io.promansible.kit.Caller;
import io.promansible.kit.Monitoring;
import io.promansible.kit.Room;
import io.promansible.kit.Waiting;
import io.promansible.wiring.Service;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Alertmanager that is asked, as a resolved that never comes by webhook must not matter. */
class ProofByAskingTest {
  @TempDir Path folder;

  private static void tell(int port, String alertname, Instant endsAt) {
    try (Caller call = new Caller(URI.create("http://127.0.0.1:" + port))) {
      ObjectNode alert =
          Alerts.firing(alertname, "web1")
              .put("startsAt", Alerts.START)
              .put("endsAt", endsAt.toString());
      alert.remove(List.of("status", "fingerprint"));
      byte[] body = ("[" + alert + "]").getBytes(StandardCharsets.UTF_8);
      assertThat(
              call.send("POST", "/api/v2/alerts", body, "Content-Type", "application/json")
                  .statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void an_alert_that_alertmanager_no_longer_has_is_fixed_and_one_it_still_has_is_not() {
    int port = Background.freePort();
    Room room =
        new Room(folder)
            .configure(
                "alertmanager: {url: \"http://127.0.0.1:%d\", poll: 200ms}\nhandlers:\n"
                        .formatted(port)
                    + Room.handler("Vanishes", "note", "").replace("hold: 0s", "hold: 1s")
                    + Room.handler("Remains", "note", "").replace("within: 20s", "within: 2s")
                    + Room.handler("Untold", "note", "").replace("within: 20s", "within: 2s"));
    try (Background alertmanager =
            Monitoring.alertmanager(folder, Path.of("alertmanager/alertmanager.yml"), port);
        var _ = room;
        Service service = Service.start(room.file("promansible.yml"), Map.of());
        Caller call = new Caller(service.url())) {
      call.awaitReady();
      tell(port, "Vanishes", Instant.now().plusSeconds(300));
      tell(port, "Remains", Instant.now().plusSeconds(300));
      call.accepted(
          Alerts.notification(Alerts.firing("Vanishes", "web1"), Alerts.firing("Remains", "web1")));
      assertThat(call.finishedRun("Vanishes").path("outcome").asText()).isEqualTo("succeeded");
      tell(port, "Vanishes", Instant.now());
      JsonNode fixed = call.finishedRemediation("Vanishes");
      assertThat(fixed.path("outcome").asText()).isEqualTo("fixed");
      assertThat(call.finishedRemediation("Remains").path("outcome").asText())
          .isEqualTo("not_fixed");
      alertmanager.end();
      call.accepted(Alerts.notification(Alerts.firing("Untold", "web2")));
      JsonNode unknown = call.finishedRemediation("Untold");
      assertThat(unknown.path("outcome").asText()).isEqualTo("unknown");
      assertThat(unknown.path("reason").asText()).contains("no usable answer");
    }
  }

  @Test
  void an_alert_that_somebody_silenced_is_not_acted_upon() {
    int port = Background.freePort();
    Room room =
        new Room(folder)
            .configure(
                "alertmanager: {url: \"http://127.0.0.1:%d\", poll: 200ms}\nhandlers:\n"
                        .formatted(port)
                    + Room.handler("Silenced", "note", ""));
    try (var _ = Monitoring.alertmanager(folder, Path.of("alertmanager/alertmanager.yml"), port);
        Caller alertmanager = new Caller(URI.create("http://127.0.0.1:" + port));
        var _ = room;
        Service service = Service.start(room.file("promansible.yml"), Map.of());
        Caller call = new Caller(service.url())) {
      call.awaitReady();
      tell(port, "Silenced", Instant.now().plusSeconds(300));
      String silence =
          "{\"matchers\": [{\"name\": \"alertname\", \"value\": \"Silenced\", \"isRegex\": false}], \"startsAt\": \"%s\", \"endsAt\": \"%s\", \"createdBy\": \"ann\", \"comment\": \"works on it\"}"
              .formatted(Instant.now(), Instant.now().plusSeconds(300));
      assertThat(
              alertmanager
                  .send(
                      "POST",
                      "/api/v2/silences",
                      silence.getBytes(StandardCharsets.UTF_8),
                      "Content-Type",
                      "application/json")
                  .statusCode())
          .isEqualTo(200);
      Waiting.until(
          "the silence",
          () -> alertmanager.get("/api/v2/alerts").toString().contains("\"suppressed\""));
      call.accepted(Alerts.notification(Alerts.firing("Silenced", "web1")));
      JsonNode run = call.finishedRun("Silenced");
      assertThat(run.path("outcome").asText()).isEqualTo("not_started");
      assertThat(run.path("reason").asText()).contains("ann silenced the alert");
      assertThat(room.lines("noted")).isEmpty();
      // The silence will end, so it is not over with the remediation.
      assertThat(call.waitingRemediation("Silenced", "silenced").path("attempts").asInt()).isZero();
    }
  }
}
