package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.kit.Alerts;
import io.promansible.kit.Caller;
import io.promansible.kit.Footprint;
import io.promansible.kit.Programs;
import io.promansible.kit.Room;
import io.promansible.kit.Root;
import io.promansible.kit.ServiceProcess;
import io.promansible.kit.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run needs is missing: it never starts, the alert is kept, the service goes on. */
class StarvedTest {
  @TempDir Path folder;

  private Room room(String settings) {
    return new Room(folder)
        .configure(settings + "handlers:\n" + Room.handler("Counted", "count", ""));
  }

  /** The run that cannot start, and that its alert is known all the same. */
  private static JsonNode notStarted(Caller call, String host) {
    call.accepted(Alerts.notification(Alerts.firing("Counted", host)));
    JsonNode run = call.finishedRun("Counted");
    assertThat(run.path("outcome").asText()).isEqualTo("not_started");
    assertThat(call.get("/api/v1/alerts?state=firing&host=" + host).path("alerts")).hasSize(1);
    JsonNode remediation = call.finishedRemediation("Counted");
    assertThat(remediation.path("outcome").asText()).isEqualTo("not_fixed");
    assertThat(call.send("GET", "/-/healthy", new byte[0]).statusCode()).isEqualTo(200);
    return run;
  }

  private static void works(Room room, Caller call, String host) {
    call.accepted(Alerts.notification(Alerts.firing("Counted", host)));
    // Of this host: one that could not start before may do so now, too.
    Waiting.until(
        "a run that works",
        () -> room.lines("ledger").stream().anyMatch(line -> line.startsWith(host + " ")));
  }

  @Test
  void d18_a_folder_for_runs_that_cannot_be_written() throws IOException {
    Room room = room("");
    try (ServiceProcess service = ServiceProcess.start(room);
        Caller call = new Caller(service.url())) {
      call.awaitReady();
      Path runs = room.file("data/runs");
      if (Files.isDirectory(runs)) {
        try (Stream<Path> left = Files.list(runs)) {
          assertThat(left).isEmpty();
        }
        Files.delete(runs);
      }
      Files.writeString(runs, "a file where the folder should be");
      assertThat(notStarted(call, "web1").path("reason").asText()).contains("run folder");
      Files.delete(runs);
      works(room, call, "web2");
    }
  }

  @Test
  void d18_an_ansible_that_is_not_there_or_too_old() throws IOException {
    Room room = room("ansible: {bin: ./bin}\n");
    Files.createDirectories(room.file("bin"));
    Files.createSymbolicLink(
        room.file("bin/ansible-inventory"),
        Path.of(Programs.run(List.of("which", "ansible-inventory")).strip()));
    try (ServiceProcess service = ServiceProcess.start(room);
        Caller call = new Caller(service.url())) {
      Waiting.until(
          "the hosts",
          () ->
              Caller.text(call.send("GET", "/-/ready", new byte[0]))
                  .contains("{\"name\":\"inventory\",\"ok\":true"));
      assertThat(call.send("GET", "/-/ready", new byte[0]).statusCode()).isEqualTo(503);
      assertThat(notStarted(call, "web1").path("reason").asText()).contains("ansible-playbook");
      Path program = room.file("bin/ansible-playbook");
      script(program, "echo 'ansible-playbook [core 2.9.27]'");
      call.accepted(Alerts.notification(Alerts.firing("Counted", "web2")));
      Waiting.until(
          "the second run that never started",
          () -> call.get("/api/v1/runs?outcome=not_started").path("runs").size() == 2);
      assertThat(call.get("/api/v1/runs").path("runs").get(0).path("reason").asText())
          .contains("2.9.27");
      Files.delete(program);
      Files.createSymbolicLink(
          program, Path.of(Programs.run(List.of("which", "ansible-playbook")).strip()));
      works(room, call, "web3");
    }
  }

  private static void script(Path file, String line) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + line + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void d18_no_file_can_be_opened_any_more() {
    Room room = room("");
    try (ServiceProcess service = ServiceProcess.start(room);
        Caller call = new Caller(service.url())) {
      call.awaitReady();
      works(room, call, "web1");
      long pid = service.pid().orElseThrow();
      // What is open stays open; this connection, too.
      limit(pid, Footprint.openFiles(pid));
      int status = call.deliver(Alerts.notification(Alerts.firing("Counted", "web2"))).statusCode();
      assertThat(status).isIn(200, 503);
      if (status == 200) {
        Waiting.until(
            "a run that ended one way or the other",
            () ->
                call.get("/api/v1/runs?state=finished&host=web2").path("runs").size() == 1
                    || !call.get("/api/v1/runs?state=queued").path("runs").isEmpty());
      }
      limit(pid, 1000);
      works(room, call, "web3");
      assertThat(call.get("/api/v1/alerts?state=firing").path("alerts"))
          .hasSize(status == 200 ? 3 : 2);
      Waiting.until(
          "the end of all runs",
          () ->
              Stream.of("queued", "running")
                  .allMatch(
                      state -> call.get("/api/v1/runs?state=" + state).path("runs").isEmpty()));
    }
  }

  private static void limit(long pid, int files) {
    Programs.run(List.of("prlimit", "--pid", Long.toString(pid), "--nofile=" + files + ":"));
  }

  @Test
  void d18_no_process_can_be_started_any_more() throws IOException {
    // One worker, which the first run brings to life: without any the run would wait for one, not
    // fail.
    Room room = room("runs: {concurrent: 1}\n");
    // The place of the first version of control groups, else that of the second.
    Path first = Path.of("/sys/fs/cgroup/pids");
    Path groups = Files.isDirectory(first) ? first : Path.of("/sys/fs/cgroup");
    Path group = groups.resolve("pm-starved-" + ProcessHandle.current().pid());
    Root.run("mkdir", group.toString());
    try (ServiceProcess service = ServiceProcess.start(room);
        Caller call = new Caller(service.url())) {
      call.awaitReady();
      works(room, call, "web1");
      long pid = service.pid().orElseThrow();
      write(group.resolve("cgroup.procs"), Long.toString(pid));
      // Those that are there may stay; there is no place for one more.
      write(group.resolve("pids.max"), Files.readString(group.resolve("pids.current")).strip());
      call.deliver(Alerts.notification(Alerts.firing("Counted", "web2")));
      JsonNode run =
          Waiting.untilGiven(
              "a run that never started",
              () ->
                  call.get("/api/v1/runs?outcome=not_started")
                      .path("runs")
                      .valueStream()
                      .findFirst());
      // Of itself, or of what it starts in turn.
      assertThat(run.path("reason").asText()).containsAnyOf("cannot be started", "did not start");
      write(group.resolve("pids.max"), "max");
      works(room, call, "web3");
    } finally {
      Waiting.until(
          "an empty group",
          () -> Programs.attempt(List.of("rmdir", group.toString()), Map.of()).exit() == 0);
    }
  }

  private static void write(Path file, String text) {
    Root.run("sh", "-c", "echo " + text + " > " + file);
  }
}
