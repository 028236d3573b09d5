package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.kit.Alerts;
import io.promansible.kit.Caller;
import io.promansible.kit.Postgres;
import io.promansible.kit.Room;
import io.promansible.kit.ServiceProcess;
import io.promansible.kit.Waiting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two services on one database: they share the work, or the second one is refused. */
class TwoServicesTest extends ServiceProcessJourney {
  @Test
  void two_nodes_of_one_database_share_the_work_and_run_nothing_twice() {
    String database = Postgres.setting();
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
  void a_second_node_with_the_name_of_one_that_lives_does_not_start() {
    String database = Postgres.setting();
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
}
