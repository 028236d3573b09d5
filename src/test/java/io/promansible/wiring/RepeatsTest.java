package io.promansible.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.alert.EpisodeRepository;
import io.promansible.alert.RepeatRepository;
import io.promansible.kit.Alerts;
import io.promansible.kit.Caller;
import io.promansible.kit.MovableClock;
import io.promansible.kit.Postgres;
import io.promansible.kit.Room;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepeatsTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private static JsonNode alert(Caller call) {
    return call.get("/api/v1/alerts").path("alerts").path(0);
  }

  private static Instant lastSeen(JsonNode alert) {
    return Instant.parse(alert.path("lastSeen").asText());
  }

  @ParameterizedTest(name = "PostgreSQL: {0}")
  @ValueSource(booleans = {false, true})
  void an_alert_that_is_told_once_more_was_last_seen_then(boolean postgres, @TempDir Path folder) {
    MovableClock clock = new MovableClock();
    Room room = new Room(folder).configure((postgres ? Postgres.setting() : "") + "handlers: []\n");
    try (var _ = room;
        Service service = Service.start(room.file("promansible.yml"), Map.of(), clock);
        Caller call = new Caller(service.url())) {
      call.awaitReady();
      String watchdog = Alerts.notification(Alerts.firing("Watchdog", "web1"));
      call.accepted(watchdog);
      Instant first = lastSeen(alert(call));
      for (int times = 1; times <= 2; times++) {
        clock.move(HOUR);
        Instant before = clock.instant();
        assertThat(call.accepted(watchdog).path("duplicates").asInt()).isEqualTo(1);
        assertThat(lastSeen(alert(call))).isAfterOrEqualTo(before.minusMillis(1));
        RepeatRepository repeats = service.bean(RepeatRepository.class);
        assertThat(repeats.lastTold("Watchdog")).contains(lastSeen(alert(call)));
        assertThat(repeats.lastHeard("Watchdog")).contains(lastSeen(alert(call)));
        assertThat(call.get("/api/v1/alert-types").path("types").path(0).path("alertname").asText())
            .isEqualTo("Watchdog");
      }
      assertThat(Instant.parse(alert(call).path("firstSeen").asText())).isBeforeOrEqualTo(first);
      EpisodeRepository episodes = service.bean(EpisodeRepository.class);
      UUID id = episodes.firingOf("Watchdog", Instant.EPOCH, 1).getFirst().id();
      assertThat(episodes.findById(id))
          .hasValueSatisfying(e -> assertThat(e.confirmed()).isFalse());
      service.bean(RepeatRepository.class).confirm(List.of(id), clock.instant());
      assertThat(episodes.findById(id)).hasValueSatisfying(e -> assertThat(e.confirmed()).isTrue());

      // What is known of it outlives its end.
      Instant last = lastSeen(alert(call));
      call.accepted(Alerts.notification(Alerts.resolved("Watchdog", "web1")));
      assertThat(alert(call).path("state").asText()).isEqualTo("resolved");
      assertThat(lastSeen(alert(call))).isAfterOrEqualTo(last);
    }
  }
}
