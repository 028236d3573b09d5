package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.kit.Alertmanager;
import io.promansible.kit.Alerts;
import io.promansible.kit.Background;
import io.promansible.kit.Caller;
import io.promansible.kit.Room;
import io.promansible.kit.Waiting;
import io.promansible.wiring.Service;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Alerts that a real Alertmanager tells nobody about: inhibited by others, or muted by the time.
 */
class HeldBackTest {
  private static final String CONFIG =
      """
      route:
        receiver: people
        routes:
          - matchers: ['alertname = "Night"']
            receiver: promansible
            continue: true
            %s
          - matchers: ['alertname = "Night"']
            receiver: people
          - matchers: ['alertname != "Nobody"']
            receiver: promansible
      receivers: [{name: people}, {name: promansible}]
      time_intervals:
        - {name: always, time_intervals: [{years: ['2000:2190']}]}
        - {name: never, time_intervals: [{years: ['1990']}]}
      inhibit_rules:
        - source_matchers: ['alertname = "RackDown"']
          target_matchers: ['alertname =~ "Late|Early"']
        - source_matchers: ['alertname = "RemediationInProgress"']
          target_matchers: ['alertname =~ "Both|Own"']
          equal: [instance]
        - source_matchers: ['alertname = "RackDown"']
          target_matchers: ['alertname = "Both"']
      """;

  @TempDir Path folder;
  private final int port = Background.freePort();
  private Room room;

  private Alertmanager alertmanager(String mute) {
    room.write("alertmanager.yml", CONFIG.formatted(mute));
    return new Alertmanager(folder, room.file("alertmanager.yml"), port);
  }

  private Room room(String reconcile, String... names) {
    StringBuilder handlers = new StringBuilder();
    for (String name : names) {
      handlers.append(Room.handler(name, "count", ""));
    }
    room =
        new Room(folder)
            .configure(
                "alertmanager: {url: \"http://127.0.0.1:%d\", poll: 300ms, reconcile: %s, young: 0s, notices: false}\nhandlers:\n%s"
                    .formatted(port, reconcile, handlers));
    return room;
  }

  private void awaitInhibited(Alertmanager alertmanager, String alertname) {
    Waiting.until(
        "the inhibition of " + alertname,
        () -> !alertmanager.alert(alertname).path("status").path("inhibitedBy").isEmpty());
  }

  @Test
  void what_another_alert_inhibits_is_held_until_that_one_is_over() {
    room("500ms", "Late");
    try (Alertmanager alertmanager = alertmanager("");
        var _ = room;
        Service service = Service.start(room.file("promansible.yml"), Map.of());
        Caller call = new Caller(service.url())) {
      alertmanager.fires("RackDown", "rack7");
      alertmanager.fires("Late", "web1");
      awaitInhibited(alertmanager, "Late");
      call.awaitReady();
      Waiting.until("the decision", () -> call.reasons("Late").equals(List.of("inhibited")));
      assertThat(call.get("/api/v1/holds").path("holds").toString())
          .contains("RackDown rack7 inhibits it in Alertmanager");
      alertmanager.resolves("RackDown", "rack7");
      assertThat(call.finishedRun("Late").path("outcome").asText()).isEqualTo("succeeded");
      assertThat(call.reasons("Late")).containsExactly("inhibited", "start");
    }
  }

  @Test
  void what_is_inhibited_between_the_webhook_and_the_start_waits() {
    room("1h", "Early");
    try (Alertmanager alertmanager = alertmanager("");
        var _ = room;
        Service service = Service.start(room.file("promansible.yml"), Map.of());
        Caller call = new Caller(service.url())) {
      call.awaitReady();
      alertmanager.fires("RackDown", "rack7");
      alertmanager.fires("Early", "web1");
      awaitInhibited(alertmanager, "Early");
      call.accepted(Alerts.notification(Alerts.firing("Early", "web1")));
      JsonNode run = call.finishedRun("Early");
      assertThat(run.path("outcome").asText()).isEqualTo("not_started");
      assertThat(run.path("reason").asText()).contains("RackDown rack7 inhibits the alert");
      assertThat(call.waitingRemediation("Early", "inhibited").path("attempts").asInt()).isZero();
      assertThat(room.lines("ledger")).isEmpty();
    }
  }

  @Test
  void what_only_our_own_notice_inhibits_goes_on_and_what_another_alert_inhibits_too_does_not() {
    room("500ms", "Own", "Both");
    try (Alertmanager alertmanager = alertmanager("");
        var _ = room;
        Service service = Service.start(room.file("promansible.yml"), Map.of());
        Caller call = new Caller(service.url())) {
      alertmanager.fires("RemediationInProgress", "web1");
      alertmanager.fires("RackDown", "rack7");
      alertmanager.fires("Own", "web1");
      alertmanager.fires("Both", "web1");
      awaitInhibited(alertmanager, "Own");
      awaitInhibited(alertmanager, "Both");
      call.awaitReady();
      assertThat(call.finishedRun("Own").path("outcome").asText()).isEqualTo("succeeded");
      Waiting.until("the decision", () -> call.reasons("Both").equals(List.of("inhibited")));
    }
  }

  @Test
  void what_a_time_interval_mutes_is_held_until_it_ends() {
    room("500ms", "Night");
    try (Alertmanager alertmanager = alertmanager("mute_time_intervals: [always]");
        var _ = room;
        Service service = Service.start(room.file("promansible.yml"), Map.of());
        Caller call = new Caller(service.url())) {
      alertmanager.fires("Night", "web1");
      call.awaitReady();
      Waiting.until("the decision", () -> call.reasons("Night").equals(List.of("muted")));
      assertThat(call.get("/api/v1/holds").path("holds").toString())
          .contains("the time interval always mutes it");
      room.write("alertmanager.yml", CONFIG.formatted("mute_time_intervals: [never]"));
      alertmanager.reload();
      assertThat(call.finishedRun("Night").path("outcome").asText()).isEqualTo("succeeded");
      assertThat(call.reasons("Night")).containsExactly("muted", "start");
    }
  }
}
