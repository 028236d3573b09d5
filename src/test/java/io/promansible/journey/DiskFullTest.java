package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.kit.Alerts;
import io.promansible.kit.Caller;
import io.promansible.kit.Programs;
import io.promansible.kit.Room;
import io.promansible.kit.Root;
import io.promansible.kit.ServiceProcess;
import io.promansible.kit.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small disk, really mounted, that runs full. */
class DiskFullTest {
  @TempDir Path folder;

  private Path disk;
  private Room room;

  @BeforeEach
  void mount() throws IOException {
    disk = Files.createDirectory(folder.resolve("data"));
    Root.run("mount", "-t", "tmpfs", "-o", "size=24m,mode=777", "tmpfs", disk.toString());
    room = new Room(folder);
  }

  @AfterEach
  void unmount() {
    Root.run("umount", "--lazy", disk.toString());
  }

  private void configure(String least) {
    room.configure(
        "runs: {disk_min: %s}\nhandlers:\n".formatted(least)
            + Room.handler("Counted", "count", ""));
  }

  private static ObjectNode alert(int n) {
    return Alerts.alert(
        "firing",
        Map.of("alertname", "Counted", "instance", "web" + (1 + n % 9), "n", Integer.toString(n)),
        Alerts.START);
  }

  /** Fills it but for so many bytes. */
  private void fill(long but) throws IOException {
    long free = Files.getFileStore(disk).getUsableSpace() - but;
    Programs.attempt(
        List.of("sh", "-c", "head -c " + free + " /dev/zero > " + disk.resolve("filler")),
        Map.of());
  }

  @Test
  void d17_below_the_limit_alerts_are_refused_and_above_it_they_are_taken_again()
      throws IOException {
    configure("8MiB");
    try (ServiceProcess service = ServiceProcess.start(room);
        Caller call = new Caller(service.url())) {
      call.awaitReady();
      call.accepted(Alerts.notification(alert(1)));
      call.finishedRun("Counted");
      fill(4 << 20);
      assertThat(call.deliver(Alerts.notification(alert(2))).statusCode()).isEqualTo(503);
      assertThat(call.send("GET", "/-/ready", new byte[0]).statusCode()).isEqualTo(503);
      Files.delete(disk.resolve("filler"));
      call.accepted(Alerts.notification(alert(2)));
      Waiting.until("the second run", () -> room.lines("ledger").size() == 2);
    }
  }

  @Test
  void d17_what_was_accepted_survives_a_disk_that_is_really_full() throws IOException {
    configure("1KiB");
    Set<String> accepted = new HashSet<>();
    try (ServiceProcess service = ServiceProcess.start(room);
        Caller call = new Caller(service.url())) {
      call.awaitReady();
      fill(300_000);
      int refused = 0;
      int n = 0;
      while (refused < 3 && n < 2000) {
        n++;
        int status = call.deliver(Alerts.notification(alert(n))).statusCode();
        assertThat(status).isIn(200, 503);
        if (status == 200) {
          accepted.add(Integer.toString(n));
        } else {
          refused++;
        }
      }
      assertThat(refused).isEqualTo(3);
      Files.delete(disk.resolve("filler"));
      int last = n;
      Waiting.until(
          "the service to take alerts again by itself",
          () -> call.deliver(Alerts.notification(alert(last + 1))).statusCode() == 200);
      accepted.add(Integer.toString(last + 1));
      service.kill();
    }
    try (ServiceProcess service = ServiceProcess.start(room);
        Caller call = new Caller(service.url())) {
      call.awaitReady();
      Set<String> known = new HashSet<>();
      for (JsonNode alert : call.get("/api/v1/alerts?limit=1000").path("alerts")) {
        known.add(alert.path("labels").path("n").asText());
      }
      assertThat(known).containsAll(accepted);
    }
  }
}
