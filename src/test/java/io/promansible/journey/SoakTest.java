package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.kit.Alerts;
import io.promansible.kit.Caller;
import io.promansible.kit.Footprint;
import io.promansible.kit.Room;
import io.promansible.kit.ServiceProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An hour of everyday work: what the service holds does not grow with the time that it runs. */
@EnabledIfSystemProperty(named = "promansible.long", matches = "true")
class SoakTest {
  private static final Logger LOG = LoggerFactory.getLogger(SoakTest.class);
  private static final Duration LENGTH =
      Duration.parse(System.getProperty("promansible.soak", "PT1H"));
  private static final int REPEATED = 4;
  private static final int STANDING = 400;
  private static final int FIXED_AFTER = 21;
  private static final double MEGA = 1 << 20;
  private static final long RUN_BYTES = 40_000;
  private static final long SPARE_BYTES = 4 << 20;

  @TempDir Path folder;

  /**
   * The notification of a second: four alerts that have long been firing, and one that is new, or
   * that of half a minute ago as resolved.
   */
  private static String second(int n) {
    List<ObjectNode> alerts = new ArrayList<>();
    for (int i = 0; i < REPEATED; i++) {
      alerts.add(
          Alerts.alert(
              "firing",
              Map.of("alertname", "Nobody", "instance", "s" + (n * REPEATED + i) % STANDING),
              Alerts.START));
    }
    int which = n % 2 == 0 ? n : n - FIXED_AFTER;
    if (which >= 0) {
      ObjectNode one =
          Alerts.alert(
              n % 2 == 0 ? "firing" : "resolved",
              Map.of("alertname", "Counted", "instance", "h%03d".formatted(which / 2 % 1000)),
              Alerts.later(Duration.ofSeconds(which)));
      alerts.add(n % 2 == 0 ? one : one.put("endsAt", Alerts.later(Duration.ofSeconds(which + 9))));
    }
    return Alerts.notification(alerts);
  }

  private Room room() {
    return new Room(folder)
        .configure(
            "ansible: {warm: true}\nruns: {concurrent: 2, hosts_max: 1}\nhandlers:\n"
                + Room.handler("Counted", "count", "").replace("within: 20s", "within: 10m"))
        .write(
            "hosts.yml",
            "web: {vars: {ansible_connection: local, ansible_become: false}, hosts: {'h[000:999]': }}\n");
  }

  @Test
  void d34_an_hour_of_five_alerts_a_second_leaves_memory_threads_files_and_folders_as_they_were()
      throws InterruptedException {
    Room room = room();
    try (ServiceProcess service = ServiceProcess.start(room);
        Caller call = new Caller(service.url())) {
      call.awaitReady();
      Footprint footprint = new Footprint(service.pid().orElseThrow(), room.file("data"));
      int seconds = (int) LENGTH.toSeconds();
      Instant start = Instant.now();
      for (int n = 0; n < seconds; n++) {
        long early = Duration.between(Instant.now(), start.plusSeconds(n)).toMillis();
        TimeUnit.MILLISECONDS.sleep(Math.max(0, early));
        call.accepted(second(n));
        if (n % 10 == 9) {
          footprint.look();
        }
        if ((n + 1) % (seconds / 4) == 0) {
          LOG.info("after {} s: {}", n + 1, footprint.weigh());
        }
      }
      assertNothingGrew(footprint);
      assertEverythingEnded(call, room, (seconds + 1) / 2);
    }
  }

  private static void assertNothingGrew(Footprint footprint) {
    Footprint.Part half = footprint.quarter(2);
    long most =
        IntStream.rangeClosed(1, 3).mapToLong(n -> footprint.quarter(n).live()).max().orElseThrow();
    Footprint.Part end = footprint.quarter(4);
    assertThat(end.threads()).isLessThanOrEqualTo(half.threads() + 5);
    assertThat(end.files()).isLessThanOrEqualTo(half.files() + 20);
    assertThat(end.folders()).isLessThanOrEqualTo(half.folders() + 5);
    assertThat(end.resident() / MEGA).isLessThan(half.resident() / MEGA * 1.15);
    // Some of it are pages of the database, of which more are kept at one time than at another.
    assertThat(end.live() / MEGA).isLessThan(most / MEGA * 1.1 + 5);
    // Alerts and runs are kept for months, so the database grows; but by no more than they are.
    long runs = LENGTH.toSeconds() / 4 / 2;
    assertThat(end.grown()).isLessThan(runs * RUN_BYTES + SPARE_BYTES);
    assertThat(footprint.zombies()).isEmpty();
  }

  private static void assertEverythingEnded(Caller call, Room room, int expected) {
    call.awaitRunsEnd();
    List<String> executed = room.lines("ledger");
    assertThat(executed).doesNotHaveDuplicates().hasSize(expected);
  }
}
