package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.kit.Caller;
import io.promansible.kit.Programs;
import io.promansible.kit.Room;
import io.promansible.kit.ServiceProcess;
import io.promansible.kit.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may go wrong while the service starts. */
class StartTest {
  @TempDir Path folder;

  @Test
  void a_sighup_during_the_start_is_a_reload_after_it() {
    Room room = new Room(folder).configure("handlers:\n" + Room.handler("Counted", "count", ""));
    AtomicBoolean sent = new AtomicBoolean();
    try (ServiceProcess service =
            ServiceProcess.start(
                room,
                List.of(),
                process -> {
                  // Its first line: it has begun, and is not ready yet.
                  if (!room.lines("service.log").isEmpty() && sent.compareAndSet(false, true)) {
                    Programs.run(List.of("kill", "-HUP", Long.toString(process.pid())));
                  }
                });
        Caller call = new Caller(service.url())) {
      assertThat(sent).isTrue();
      call.awaitReady();
      Waiting.until(
          "the configuration to be read again",
          () ->
              room.lines("service.log").stream()
                  .anyMatch(line -> line.contains("configuration read again")));
      assertThat(service.pid()).isPresent();
    }
  }

  @Test
  void a_data_folder_that_cannot_be_written_is_said_in_one_line() throws IOException {
    Room room = new Room(folder).configure("handlers: []\n");
    // A file in its place: root, too, cannot make a folder of it.
    Files.writeString(room.file("data"), "");
    Programs.Result result =
        Programs.attempt(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.promansible.Promansible",
                "serve",
                "--config",
                room.file("promansible.yml").toString()),
            Map.of());
    assertThat(result.exit()).isNotZero();
    assertThat(result.output().lines().filter(line -> !line.contains(" WARN ")))
        .as(result.output())
        .hasSize(1)
        .first()
        .asString()
        .contains(room.file("data").toString())
        .doesNotContain("Exception");
  }
}
