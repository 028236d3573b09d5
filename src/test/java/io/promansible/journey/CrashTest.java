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
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** The service is killed or stopped while plays go on: nothing is lost, nothing is run twice. */
class CrashTest extends ServiceProcessJourney {
  // bin/test --long: fifty.
  private static final int KILLS = Boolean.getBoolean("promansible.long") ? 50 : 2;
  private static final int TRIES_MAX = 20;

  @Test
  void d01_kills_between_webhook_and_run_lose_nothing_and_run_nothing_twice() {
    kills("");
  }

  @Test
  void d01_the_same_on_postgresql() {
    kills(Postgres.setting());
  }

  private void kills(String database) {
    Room room = room(database).manyHosts();
    Random random = new Random(7);
    Set<String> accepted = new HashSet<>();
    int sent = 0;
    // On a machine that is slow it may be killed before it has accepted any.
    for (int kill = 0; kill < KILLS || (accepted.isEmpty() && kill < TRIES_MAX); kill++) {
      try (ServiceProcess service = ServiceProcess.start(room);
          Caller call = ready(service)) {
        Thread killer =
            Thread.ofPlatform()
                .daemon()
                .start(() -> {
                  LockSupport.parkNanos(Duration.ofMillis(50 + random.nextInt(900)).toNanos());
                  service.kill();
                });
        while (killer.isAlive()) {
          String n = Integer.toString(sent++);
          ObjectNode alert =
              Alerts.alert(
                  "firing",
                  Map.of("alertname", "Counted", "instance", "h%04d".formatted(sent), "n", n),
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
      call.awaitRunsEnd();
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
  void d05_a_play_outlives_a_kill_of_the_service_and_is_adopted() throws java.io.IOException {
    outlives(ServiceProcess::kill);
  }

  @Test
  void d05_a_play_outlives_a_stop_of_the_service_and_is_adopted() throws java.io.IOException {
    outlives(ServiceProcess::stop);
  }

  private void outlives(java.util.function.Consumer<ServiceProcess> end)
      throws java.io.IOException {
    Room room = room("");
    try (ServiceProcess service = ServiceProcess.start(room);
        Caller call = ready(service)) {
      call.accepted(
          Alerts.notification(Alerts.firing("Patient", "web1"), Alerts.firing("Patient", "web2")));
      Waiting.until("both plays", () -> room.lines("patient").size() == 2);
      end.accept(service);
    }
    try (ServiceProcess service = ServiceProcess.start(room);
        Caller call = ready(service)) {
      assertThat(call.get("/api/v1/runs?state=running").path("runs")).hasSize(2);
      // They hold both places (runs.concurrent), though another service gave them out.
      call.accepted(Alerts.notification(Alerts.firing("Counted", "web3")));
      long asked = System.nanoTime();
      Waiting.until("two looks of the queue", () -> System.nanoTime() - asked > 2_500_000_000L);
      assertThat(room.lines("ledger")).isEmpty();
      Files.writeString(room.file("go"), "");
      assertThat(call.finishedRun("Counted").path("outcome").asText()).isEqualTo("succeeded");
      JsonNode run = call.finishedRun("Patient", "web1");
      assertThat(run.path("outcome").asText()).isEqualTo("succeeded");
      assertThat(run.path("recap").path("web1").path("changed").asInt()).isEqualTo(1);
      assertThat(call.get("/api/v1/runs/" + run.path("id").asText() + "/events").path("events"))
          .extracting(JsonNode::toString)
          .last()
          .asString()
          .contains("stats");
      Waiting.until("both ends", () -> room.lines("patient").size() == 4);
      assertThat(room.lines("patient")).containsExactly("began", "began", "ended", "ended");
    }
  }

  @Test
  void d05_a_play_that_ended_unseen_without_a_word_is_lost_and_not_repeated() {
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
}
