package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.kit.Alerts;
import io.promansible.kit.Background;
import io.promansible.kit.Caller;
import io.promansible.kit.GitRepository;
import io.promansible.kit.Room;
import io.promansible.kit.ServiceProcess;
import io.promansible.kit.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service is killed while git sends it a commit. */
class KilledWhileFetchingTest {
  @Test
  void the_commit_from_before_stays_in_force_and_the_next_look_takes_the_new_one(
      @TempDir Path folder) throws IOException {
    GitRepository repository = new GitRepository(folder.resolve("git"));
    String first = repository.role("says", "first").push("First");
    Path stop = folder.resolve("stop");
    Path asked = folder.resolve("asked");
    Path hook = folder.resolve("hook");
    Files.writeString(
        hook,
        "#!/bin/sh\ntouch %s\nwhile [ -e %s ]; do sleep 0.1; done\nexec \"$@\"\n"
            .formatted(asked, stop));
    assertThat(hook.toFile().setExecutable(true)).isTrue();
    int port = Background.freePort();
    try (Room room =
            new Room(folder.resolve("room"))
                .configure(
                    "projects: [{name: infra, url: 'git://127.0.0.1:%d/repository.git', refresh: 10s}]\nhandlers:\n%s"
                        .formatted(port, Room.handler("Says", "says", "")));
        Background daemon =
            Background.start(
                folder.resolve("daemon.log"),
                "git",
                "-c",
                "uploadpack.packObjectsHook=" + hook,
                "daemon",
                "--export-all",
                "--listen=127.0.0.1",
                "--port=" + port,
                "--base-path=" + folder.resolve("git"))) {
      Background.awaitPort(port);
      try (ServiceProcess service = ServiceProcess.start(room);
          Caller call = new Caller(service.url())) {
        call.awaitReady();
        assertThat(commit(call)).isEqualTo(first);
        Files.writeString(stop, "");
        Files.delete(asked);
        repository.role("says", "second").push("Second");
        Waiting.until("the fetch", () -> Files.exists(asked));
        service.kill();
      }
      try (ServiceProcess service = ServiceProcess.start(room);
          Caller call = new Caller(service.url())) {
        call.awaitReady();
        assertThat(commit(call)).isEqualTo(first);
        call.accepted(Alerts.notification(Alerts.firing("Says", "web1")));
        assertThat(call.finishedRun("Says").path("outcome").asText()).isEqualTo("succeeded");
        Files.delete(stop);
        String second = repository.git("rev-parse", "HEAD").strip();
        Waiting.until("the new commit in force", () -> commit(call).equals(second));
        assertThat(left(room.file("data/projects"))).noneMatch(name -> name.contains("fresh"));
        daemon.end();
      }
    }
  }

  private static String commit(Caller call) {
    return call.get("/api/v1/projects/infra").path("commit").asText();
  }

  private static Iterable<String> left(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder, 3)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
