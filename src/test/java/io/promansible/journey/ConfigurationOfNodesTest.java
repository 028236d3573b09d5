package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.kit.Alerts;
import io.promansible.kit.Caller;
import io.promansible.kit.Cluster;
import io.promansible.kit.Room;
import io.promansible.kit.Waiting;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes whose files differ: the newest wins, and nobody undoes what another one does. */
class ConfigurationOfNodesTest {
  private static final String OLD =
      "runs: {concurrent: 1, hosts_max: 1}\nhandlers:\n" + Room.handler("Counted", "count", "");
  private static final String FRESH =
      OLD
          + Room.handler("Fresh", "count", "")
          + "routines:\n  - {name: tidy, cron: '* * * * *', hosts: web1, roles: [tidy]}\n";

  private static Room tidy(Room room) {
    return room.routineRole("tidy", "- ansible.builtin.debug: {msg: tidied}\n");
  }

  private static String readiness(Caller call) {
    return Caller.text(call.send("GET", "/-/ready", new byte[0]));
  }

  @Test
  void what_only_the_newest_file_has_is_started_by_its_node_and_its_routines_do_not_flap(
      @TempDir Path folder) {
    try (Cluster cluster = new Cluster(folder)) {
      Room old = cluster.furnish("b", OLD, ConfigurationOfNodesTest::tidy);
      cluster.furnish("a", FRESH, ConfigurationOfNodesTest::tidy);
      Caller b = cluster.start("b");
      Waiting.until(
          "b's configuration to be known",
          () -> b.get("/api/v1/nodes").path("nodes").get(0).path("configuration").isTextual());
      Caller a = cluster.start("a");
      for (Caller each : new Caller[] {a, b}) {
        Waiting.until(
            "the difference to be told",
            () -> readiness(each).contains("node b still has the configuration of"));
      }
      String token = cluster.room("a").adminToken();
      Waiting.until(
          "the routine",
          () -> a.as(token, "POST", "/api/v1/routines/tidy/pause", "").statusCode() == 200);
      for (int i = 1; i <= 6; i++) {
        a.accepted(Alerts.notification(Alerts.firing("Fresh", "web" + i)));
      }
      Waiting.until(
          "six finished runs",
          () -> b.get("/api/v1/runs?state=finished&handler=Fresh").path("runs").size() == 6);
      for (JsonNode run : b.runs("Fresh")) {
        assertThat(run.path("outcome").asText()).as(run.toString()).isEqualTo("succeeded");
        assertThat(run.path("node").asText()).isEqualTo("a");
      }
      assertThat(cluster.lines("ledger")).hasSize(6);
      // The pause outlasts what the other node does every two seconds.
      assertThat(a.get("/api/v1/routines/tidy").path("pausedBy").asText()).isNotEmpty();
      assertThat(a.as(token, "POST", "/api/v1/routines/tidy/resume", "").statusCode())
          .isEqualTo(200);
      Waiting.until(
          "the routine to fire",
          () -> !a.get("/api/v1/runs?routine=tidy&state=finished").path("runs").isEmpty());
      assertThat(a.get("/api/v1/runs?routine=tidy").path("runs"))
          .allMatch(run -> run.path("node").asText().equals("a"));
      assertThat(old.lines("service.log"))
          .anyMatch(line -> line.contains("routines are left to other nodes"))
          .noneMatch(line -> line.contains("it is no more"));
      // Brought to the other node, and put in force there: they are alike, and nothing is told.
      cluster.furnish("b", FRESH, ConfigurationOfNodesTest::tidy);
      cluster.service("b").hangUp();
      for (Caller each : new Caller[] {a, b}) {
        Waiting.until(
            "the difference to be gone", () -> !readiness(each).contains("still has the"));
      }
    }
  }
}
