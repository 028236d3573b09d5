package io.promansible.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.kit.Alerts;
import io.promansible.kit.Caller;
import io.promansible.kit.MovableClock;
import io.promansible.kit.Postgres;
import io.promansible.kit.Room;
import io.promansible.kit.Waiting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetentionTest {
  @ParameterizedTest(name = "PostgreSQL: {0}")
  @ValueSource(booleans = {false, true})
  void what_belongs_to_an_alert_that_fires_is_kept_and_what_ended_long_ago_is_not(
      boolean postgres, @TempDir Path folder) {
    MovableClock clock = new MovableClock();
    Room room =
        new Room(folder)
            .configure(
                (postgres ? Postgres.setting() : "")
                    + "runs: {keep: 7d}\nhandlers:\n"
                    + Room.handler("Lasts", "count", "")
                        .replace("recurrence: 1000", "recurrence: 1000, stale: 100d")
                    + Room.handler("Ends", "note", ""));
    try (var _ = room;
        Service service = Service.start(room.file("promansible.yml"), Map.of(), clock);
        Caller call = new Caller(service.url())) {
      call.awaitReady();
      String lasts = Alerts.notification(Alerts.firing("Lasts", "web1"));
      call.accepted(lasts);
      call.accepted(Alerts.notification(Alerts.firing("Ends", "web2")));
      call.finishedRun("Lasts");
      call.finishedRun("Ends");
      call.accepted(Alerts.notification(Alerts.resolved("Ends", "web2")));
      call.finishedRemediation("Ends");
      clock.move(Duration.ofDays(8));
      call.finishedRemediation("Lasts");
      call.accepted(lasts);
      service.bean(Retention.class).forget();
      assertThat(call.get("/api/v1/runs").path("runs")).isEmpty();
      assertThat(call.get("/api/v1/alerts?alertname=Ends").path("alerts")).isEmpty();
      // Its repeat is still known as one.
      assertThat(call.accepted(lasts).path("duplicates").asInt()).isEqualTo(1);
      Waiting.until(
          "its remediation to be there still",
          () -> !call.get("/api/v1/remediations?handler=Lasts").path("remediations").isEmpty());
      assertThat(room.lines("ledger")).hasSize(1);
    }
  }
}
