package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.kit.Alerts;
import io.promansible.kit.Caller;
import io.promansible.kit.Postgres;
import io.promansible.kit.Room;
import io.promansible.kit.ServiceProcess;
import io.promansible.kit.Waiting;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The service as a process of its own: killed, stopped, told to read its configuration again. */
@Execution(ExecutionMode.CONCURRENT)
class CrashTest {
  // bin/test --long: fifty.
  private static final int KILLS = Boolean.getBoolean("promansible.long") ? 50 : 2;

  @TempDir Path folder;

  @AfterEach
  void endPlays() {
    Room.endPlays(folder);
  }

  private Room room(String database) {
    // Two at once, so that the kill finds queued runs too.
    return new Room(folder)
        .configure(
            "ansible: {warm: true}\nruns: {concurrent: 2, hosts_max: 1}\n"
                + database
                + "handlers:\n"
                + Room.handler("Counted", "count", "")
                + Room.handler("Patient", "patient", ""))
        .role(
            "patient",
            "- ansible.builtin.shell: {cmd: 'echo began >> %1$s/patient; while [ ! -e %1$s/go ]; do sleep 0.1; done; echo ended >> %1$s/patient'}\n"
                .formatted(folder));
  }

  private static Caller ready(ServiceProcess service) {
    Caller call = new Caller(service.url());
    call.awaitReady();
    return call;
  }

  /** D1 of the list of what must not go wrong. */
  @Test
  void kills_between_webhook_and_run_lose_nothing_and_run_nothing_twice() {
    kills("");
  }

  @Test
  void the_same_on_postgresql() {
    kills("database: {url: \"" + Postgres.database() + "\", username: tester}\n");
  }

  private void kills(String database) {
    Room room = room(database);
    Random random = new Random(7);
    Set<String> accepted = new HashSet<>();
    int sent = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      try (ServiceProcess service = ServiceProcess.start(room);
          Caller call = ready(service)) {
        Thread killer =
            Thread.ofVirtual()
                .start(() -> {
                  LockSupport.parkNanos(Duration.ofMillis(50 + random.nextInt(900)).toNanos());
                  service.kill();
                });
        while (killer.isAlive()) {
          String n = Integer.toString(sent++);
          ObjectNode alert =
              Alerts.alert(
                  "firing",
                  Map.of("alertname", "Counted", "instance", "web" + (1 + sent % 9), "n", n),
                  Alerts.START);
          if (sent % 4 == 1 && delivered(call, Alerts.notification(alert))) {
            accepted.add(n);
          }
          LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
      }
    }
    try (ServiceProcess service = ServiceProcess.start(room);
        Caller call = ready(service)) {
      Waiting.until(
          "every run to end",
          () ->
              call.get("/api/v1/runs?state=queued").path("runs").isEmpty()
                  && call.get("/api/v1/runs?state=running").path("runs").isEmpty());
      Set<String> remembered = new HashSet<>();
      for (JsonNode alert : call.get("/api/v1/alerts?limit=1000").path("alerts")) {
        if (alert.path("remediations").size() == 1) {
          remembered.add(alert.path("labels").path("n").asText());
        }
      }
      assertThat(accepted).isNotEmpty();
      assertThat(remembered).containsAll(accepted);
      List<String> runs = new ArrayList<>();
      for (JsonNode run : call.get("/api/v1/runs?limit=1000").path("runs")) {
        runs.add(run.path("id").asText());
        // Our kill reaches the service only, so every play came to its end and is known to have.
        assertThat(run.path("outcome").asText()).isEqualTo("succeeded");
      }
      List<String> executed =
          room.lines("ledger").stream().map(line -> line.split(" ", -1)[1]).toList();
      assertThat(executed).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(runs);
    }
  }

  private static boolean delivered(Caller call, String notification) {
    try {
      HttpResponse<byte[]> response = call.deliver(notification);
      return response.statusCode() == 200;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  @Test
  void a_play_outlives_a_kill_of_the_service_and_is_adopted() throws java.io.IOException {
    outlives(ServiceProcess::kill);
  }

  @Test
  void a_play_outlives_a_stop_of_the_service_and_is_adopted() throws java.io.IOException {
    outlives(ServiceProcess::stop);
  }

  /** D4. */
  @Test
  void a_stop_takes_no_more_waits_for_what_ends_soon_and_leaves_the_rest_running()
      throws java.io.IOException {
    Room room = room("");
    room.role(
        "brief",
        "- ansible.builtin.shell: {cmd: 'echo in >> %1$s/brief; while [ ! -e %1$s/brief-go ]; do sleep 0.05; done; echo out >> %1$s/brief'}\n"
            .formatted(folder));
    room.configure(
        "runs: {concurrent: 4}\nhandlers:\n"
            + Room.handler("Brief", "brief", "")
            + Room.handler("Patient", "patient", ""));
    room.write(
        "promansible.yml",
        String.join("\n", room.lines("promansible.yml")).replace("drain: 0s", "drain: 3s"));
    try (ServiceProcess service = ServiceProcess.start(room);
        Caller call = ready(service)) {
      call.accepted(
          Alerts.notification(Alerts.firing("Brief", "web1"), Alerts.firing("Patient", "web2")));
      Waiting.until(
          "both plays", () -> !room.lines("brief").isEmpty() && !room.lines("patient").isEmpty());
      service.terminate();
      Waiting.until(
          "the first word of the stop",
          () ->
              room.lines("service.log").stream()
                  .anyMatch(line -> line.contains("have 3 s to end")));
      assertThat(call.deliver(Alerts.notification(Alerts.firing("Brief", "web3"))).statusCode())
          .isEqualTo(503);
      room.write("brief-go", "");
      service.awaitEnd();
    }
    assertThat(room.lines("service.log"))
        .anyMatch(line -> line.contains("brief on 1 host(s): succeeded"))
        .anyMatch(line -> line.contains("left running"));
    try (ServiceProcess service = ServiceProcess.start(room);
        Caller call = ready(service)) {
      Files.writeString(room.file("go"), "");
      assertThat(call.finishedRun("Patient").path("outcome").asText()).isEqualTo("succeeded");
      assertThat(call.finishedRun("Brief").path("outcome").asText()).isEqualTo("succeeded");
      assertThat(room.lines("patient")).containsExactly("began", "ended");
      assertThat(room.lines("brief")).containsExactly("in", "out");
    }
  }

  private void outlives(java.util.function.Consumer<ServiceProcess> end)
      throws java.io.IOException {
    Room room = room("");
    try (ServiceProcess service = ServiceProcess.start(room);
        Caller call = ready(service)) {
      call.accepted(Alerts.notification(Alerts.firing("Patient", "web1")));
      Waiting.until("the play", () -> !room.lines("patient").isEmpty());
      end.accept(service);
    }
    try (ServiceProcess service = ServiceProcess.start(room);
        Caller call = ready(service)) {
      assertThat(call.get("/api/v1/runs?state=running").path("runs")).hasSize(1);
      Files.writeString(room.file("go"), "");
      JsonNode run = call.finishedRun("Patient");
      assertThat(run.path("outcome").asText()).isEqualTo("succeeded");
      assertThat(run.path("recap").path("web1").path("changed").asInt()).isEqualTo(1);
      assertThat(call.get("/api/v1/runs/" + run.path("id").asText() + "/events").path("events"))
          .extracting(JsonNode::toString)
          .last()
          .asString()
          .contains("stats");
      assertThat(room.lines("patient")).containsExactly("began", "ended");
    }
  }

  @Test
  void a_play_that_ended_unseen_without_a_word_is_lost_and_not_repeated() {
    Room room = room("");
    try (ServiceProcess service = ServiceProcess.start(room);
        Caller call = ready(service)) {
      call.accepted(Alerts.notification(Alerts.firing("Patient", "web1")));
      Waiting.until("the play", () -> !room.lines("patient").isEmpty());
      String id = call.get("/api/v1/runs?state=running").path("runs").get(0).path("id").asText();
      service.kill();
      io.promansible.kit.Programs.marked(id)
          .forEach(process ->
              ProcessHandle.of(Long.parseLong(process.replace("/proc/", "")))
                  .ifPresent(ProcessHandle::destroyForcibly));
      Waiting.until("the end of the play", () -> io.promansible.kit.Programs.marked(id).isEmpty());
    }
    try (ServiceProcess service = ServiceProcess.start(room);
        Caller call = ready(service)) {
      assertThat(call.finishedRun("Patient").path("outcome").asText()).isEqualTo("lost");
      assertThat(call.finishedRemediation("Patient").path("outcome").asText()).isEqualTo("unknown");
      assertThat(room.lines("patient")).containsExactly("began");
    }
  }

  @Test
  void two_nodes_of_one_database_share_the_work_and_run_nothing_twice() {
    String database = "database: {url: \"" + Postgres.database() + "\", username: tester}\n";
    List<Room> rooms = new ArrayList<>();
    for (String node : List.of("a", "b")) {
      Room room =
          new Room(folder.resolve(node))
              .configure(
                  "runs: {concurrent: 1, hosts_max: 1}\n"
                      + database
                      + "handlers:\n"
                      + Room.handler("Counted", "count", ""));
      rooms.add(
          room.write(
              "promansible.yml",
              room.lines("promansible.yml").stream()
                  .map(line -> line.replace("node: test", "node: " + node))
                  .reduce("", (x, y) -> x + y + "\n")));
    }
    try (ServiceProcess one = ServiceProcess.start(rooms.get(0));
        ServiceProcess two = ServiceProcess.start(rooms.get(1));
        Caller first = ready(one);
        Caller second = ready(two)) {
      for (int i = 1; i <= 8; i++) {
        // As a pair of Alertmanagers does: each notification to both.
        String notification = Alerts.notification(Alerts.firing("Counted", "web" + i));
        first.accepted(notification);
        second.accepted(notification);
      }
      Waiting.until(
          "eight finished runs",
          () -> first.get("/api/v1/runs?state=finished").path("runs").size() == 8);
      assertThat(second.get("/api/v1/runs").path("runs"))
          .hasSize(8)
          .allSatisfy(run -> assertThat(run.path("outcome").asText()).isEqualTo("succeeded"));
      assertThat(first.get("/api/v1/runs").path("runs"))
          .extracting(run -> run.path("node").asText())
          .contains("a", "b");
      List<String> executed = new ArrayList<>(rooms.get(0).lines("ledger"));
      executed.addAll(rooms.get(1).lines("ledger"));
      assertThat(executed).hasSize(8).doesNotHaveDuplicates();
      String id = first.get("/api/v1/runs").path("runs").get(0).path("id").asText();
      assertThat(Caller.text(first.send("GET", "/api/v1/runs/" + id + "/log", new byte[0])))
          .contains("PLAY RECAP");
      assertThat(Caller.text(second.send("GET", "/api/v1/runs/" + id + "/log", new byte[0])))
          .contains("PLAY RECAP");
    }
  }

  @Test
  void a_node_that_is_renamed_while_its_play_runs_takes_it_up() {
    Room room = room("");
    try (ServiceProcess service = ServiceProcess.start(room);
        Caller call = ready(service)) {
      call.accepted(Alerts.notification(Alerts.firing("Patient", "web1")));
      Waiting.until("the play", () -> !room.lines("patient").isEmpty());
      service.kill();
    }
    String renamed =
        String.join("\n", room.lines("promansible.yml")).replace("node: test", "node: other");
    room.write("promansible.yml", renamed);
    try (ServiceProcess service = ServiceProcess.start(room);
        Caller call = ready(service)) {
      room.write("go", "");
      assertThat(call.finishedRun("Patient").path("outcome").asText()).isEqualTo("succeeded");
      assertThat(room.lines("patient")).containsExactly("began", "ended");
    }
  }

  @Test
  void a_second_node_with_the_name_of_one_that_lives_does_not_start() {
    String database = "database: {url: \"" + Postgres.database() + "\", username: tester}\n";
    Room room = room(database);
    Room twin = new Room(folder.resolve("twin")).configure(database);
    try (ServiceProcess service = ServiceProcess.start(room);
        Caller call = ready(service)) {
      assertThat(call.get("/api/v1/runs").path("runs")).isEmpty();
      org.assertj.core.api.Assertions.assertThatThrownBy(() -> ServiceProcess.start(twin))
          .hasMessageContaining("calls itself 'test'");
    }
  }

  @Test
  void a_second_service_on_the_same_database_is_refused_in_one_line() {
    Room room = room("");
    try (ServiceProcess service = ServiceProcess.start(room);
        Caller call = ready(service)) {
      assertThat(call.get("/api/v1/runs").path("runs")).isEmpty();
      List<String> command =
          List.of(
              Path.of(System.getProperty("java.home"), "bin/java").toString(),
              "-cp",
              System.getProperty("java.class.path"),
              "io.promansible.Promansible",
              "serve",
              "--config",
              room.file("promansible.yml").toString());
      io.promansible.kit.Programs.Result second =
          io.promansible.kit.Programs.attempt(command, Map.of());
      assertThat(second.exit()).isEqualTo(1);
      assertThat(second.output())
          .contains("does another Promansible run on it?")
          .doesNotContain("\tat ");
    }
  }

  @Test
  void a_hangup_reads_the_configuration_and_a_fault_in_it_changes_nothing() {
    Room room = room("");
    try (ServiceProcess service = ServiceProcess.start(room);
        Caller call = ready(service)) {
      room.configure("handlers:\n" + Room.handler("Only", "count", ""));
      service.hangUp();
      Waiting.until(
          "the new handlers", () -> call.get("/api/v1/handlers").path("handlers").size() == 1);
      room.configure("handlers: nonsense\n");
      service.hangUp();
      Waiting.until(
          "the word of it",
          () -> Caller.text(call.send("GET", "/-/ready", new byte[0])).contains("must be a list"));
      assertThat(call.get("/api/v1/handlers").path("handlers")).hasSize(1);
      assertThat(call.send("GET", "/-/ready", new byte[0]).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void before_the_hosts_are_known_alerts_are_refused_not_misjudged() {
    Room room = room("");
    room.configure("handlers:\n" + Room.handler("Counted", "count", ""))
        .write("hosts.yml", "broken: [\n");
    try (ServiceProcess service = ServiceProcess.start(room);
        Caller call = new Caller(service.url())) {
      assertThat(call.deliver(Alerts.notification(Alerts.firing("Counted", "web1"))).statusCode())
          .isEqualTo(503);
      assertThat(call.send("GET", "/-/ready", new byte[0]).statusCode()).isEqualTo(503);
      room.write("hosts.yml", Room.LOCAL_HOSTS);
      service.hangUp();
      call.awaitReady();
      room.write("hosts.yml", "broken: [\n");
      service.hangUp();
      Waiting.until(
          "the word of it",
          () -> Caller.text(call.send("GET", "/-/ready", new byte[0])).contains("cannot be read"));
      assertThat(
              call.accepted(Alerts.notification(Alerts.firing("Counted", "web1")))
                  .path("started")
                  .asInt())
          .isEqualTo(1);
    }
  }
}
