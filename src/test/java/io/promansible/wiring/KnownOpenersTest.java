package io.promansible.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.kit.Alerts;
import io.promansible.kit.Caller;
import io.promansible.kit.MovableClock;
import io.promansible.kit.Postgres;
import io.promansible.kit.Room;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Repeats are known also where no event of the alert is stored, as it opened its episode. */
class KnownOpenersTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private static String firing(Instant start) {
    ObjectNode alert = Alerts.firing("Moves", "web1");
    return Alerts.notification(alert.put("startsAt", start.toString()));
  }

  private static void assertRepeat(Caller call, String notification) {
    assertThat(call.accepted(notification).path("duplicates").asInt()).isEqualTo(1);
  }

  private static void assertNews(Caller call, String notification) {
    assertThat(call.accepted(notification).path("accepted").asInt()).isEqualTo(1);
  }

  @ParameterizedTest(name = "PostgreSQL: {0}")
  @ValueSource(booleans = {false, true})
  void what_was_told_once_is_known(boolean postgres, @TempDir Path folder) {
    Room room = new Room(folder).configure((postgres ? Postgres.setting() : "") + "handlers: []\n");
    try (var _ = room;
        Service service =
            Service.start(room.file("promansible.yml"), Map.of(), new MovableClock());
        Caller call = new Caller(service.url())) {
      call.awaitReady();
      String first = firing(START);
      assertNews(call, first);
      assertRepeat(call, first);

      // Another Prometheus saw it earlier, twice: the same episode, and all three are known.
      String earlier = firing(START.minusSeconds(60));
      String earliest = firing(START.minusSeconds(90));
      assertNews(call, earlier);
      assertNews(call, earliest);
      assertRepeat(call, earlier);
      assertRepeat(call, earliest);
      assertRepeat(call, first);
      assertThat(call.get("/api/v1/alerts").path("alerts")).hasSize(1);

      // A later episode that began before the start by which the first one was opened.
      assertNews(call, Alerts.notification(Alerts.resolved("Moves", "web1")));
      String next = firing(START.minusSeconds(30));
      assertNews(call, next);
      assertThat(call.get("/api/v1/alerts").path("alerts")).hasSize(2);
      assertRepeat(call, next);
      assertRepeat(call, first);
      assertRepeat(call, earliest);
      assertThat(call.get("/api/v1/alerts").path("alerts")).hasSize(2);

      // Two episodes later, the opener of the first one comes late.
      String last = firing(START.plusSeconds(120));
      assertNews(call, last);
      assertRepeat(call, next);
      assertRepeat(call, last);
      assertThat(call.get("/api/v1/alerts").path("alerts")).hasSize(3);
    }
  }
}
