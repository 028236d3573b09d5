package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.kit.Alerts;
import io.promansible.kit.Caller;
import io.promansible.kit.Cluster;
import io.promansible.kit.Debugger;
import io.promansible.kit.Room;
import io.promansible.kit.Waiting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that are frozen or killed, and what the others do meanwhile. */
class NodesTest {
  @TempDir Path folder;

  /** Two handlers for one host: the first waits for the file {@code go}, the other is quick. */
  private String handlers() {
    return "runs: {concurrent: 2, hosts_max: 1}\nhandlers:\n"
        + Room.handler("Patient", "patient", "")
        + Room.handler("Counted", "count", "");
  }

  private Room patient(Room room) {
    return room.patient(folder);
  }

  private static void go(Cluster cluster) {
    cluster.room("a").write("../go", "");
  }

  private void awaitBegun() {
    Waiting.until("the play to begin", () -> Files.exists(folder.resolve("patient")));
  }

  /** Starts node a, which is in the middle of a play then, and node b. */
  private Caller besideBusyNode(Cluster cluster) {
    cluster.furnish("a", handlers(), this::patient);
    cluster.furnish("b", handlers(), this::patient);
    cluster.start("a").accepted(Alerts.notification(Alerts.firing("Patient", "web1")));
    awaitBegun();
    return cluster.start("b");
  }

  private static JsonNode onlyRun(Caller call, String handler) {
    return call.runs(handler).getFirst();
  }

  private static void awaitLost(Caller call) {
    Waiting.until(
        "the run to be lost",
        () -> onlyRun(call, "Patient").path("outcome").asText().equals("lost"));
  }

  @Test
  void d21_hosts_of_a_frozen_node_stay_held_and_it_amends_its_run_when_it_is_back() {
    try (Cluster cluster = new Cluster(folder)) {
      Caller b = besideBusyNode(cluster);
      // The log of a run is read from any node, while it goes on.
      String id = onlyRun(b, "Patient").path("id").asText();
      assertThat(Caller.text(b.send("GET", "/api/v1/runs/" + id + "/log", new byte[0])))
          .contains("PLAY [");
      assertThat(
              b.send("GET", "/api/v1/nodes/runs/" + id + "/output.log", new byte[0]).statusCode())
          .isEqualTo(403);
      cluster.service("a").freeze();
      awaitLost(b);
      b.accepted(Alerts.notification(Alerts.firing("Counted", "web1")));
      Waiting.until(
          "the other run to say for what it waits",
          () -> onlyRun(b, "Counted").path("reason").asText().contains("on node a"));
      cluster.service("a").thaw();
      Waiting.until(
          "the log of a lost run that goes on",
          () ->
              Caller.text(b.send("GET", "/api/v1/runs/" + id + "/log", new byte[0]))
                  .contains("PLAY ["));
      // It is watched again; nothing of the other handler may begin before it has ended.
      go(cluster);
      Waiting.until(
          "the word of the node that is back",
          () -> onlyRun(b, "Patient").path("outcome").asText().equals("succeeded"));
      assertThat(b.finishedRun("Counted").path("outcome").asText()).isEqualTo("succeeded");
      assertThat(cluster.lines("ledger")).hasSize(1);
      assertThat(cluster.room("a").lines("../patient")).containsExactly("began", "ended");
      String token = cluster.room("b").adminToken();
      assertThat(Caller.text(b.as(token, "GET", "/api/v1/audit", "")))
          .contains("node:a", "amend", "lost → succeeded");
    }
  }

  @Test
  void a_lost_run_that_is_cancelled_ends_when_its_node_is_back() {
    try (Cluster cluster = new Cluster(folder)) {
      Caller b = besideBusyNode(cluster);
      cluster.service("a").freeze();
      awaitLost(b);
      String path = "/api/v1/runs/" + onlyRun(b, "Patient").path("id").asText();
      String token = cluster.room("b").adminToken();
      assertThat(b.as(token, "POST", path + "/cancel", "").statusCode()).isEqualTo(202);
      cluster.service("a").thaw();
      Waiting.until(
          "the word of the node that is back",
          () -> onlyRun(b, "Patient").path("outcome").asText().equals("cancelled"));
      assertThat(cluster.room("a").lines("../patient")).containsExactly("began");
      assertThat(b.as(token, "POST", path + "/cancel", "").statusCode()).isEqualTo(409);
    }
  }

  @Test
  void d21_a_killed_node_leaves_its_hosts_held_until_a_person_releases_them() {
    try (Cluster cluster = new Cluster(folder)) {
      Caller b = besideBusyNode(cluster);
      cluster.service("a").kill();
      awaitLost(b);
      b.accepted(Alerts.notification(Alerts.firing("Counted", "web1")));
      // The file says how long the play may take: half an hour.
      Waiting.until(
          "the other run to wait",
          () -> onlyRun(b, "Counted").path("reason").asText().contains("may still be worked on"));
      String id = onlyRun(b, "Patient").path("id").asText();
      String token = cluster.room("b").adminToken();
      assertThat(b.as(token, "POST", "/api/v1/runs/" + id + "/release", "").statusCode())
          .isEqualTo(204);
      assertThat(b.as(token, "POST", "/api/v1/runs/" + id + "/release", "").statusCode())
          .isEqualTo(409);
      assertThat(b.finishedRun("Counted").path("outcome").asText()).isEqualTo("succeeded");
      go(cluster);
      // Its next start finds what the play has left.
      cluster.start("a");
      Waiting.until(
          "the word of the node that is back",
          () -> onlyRun(b, "Patient").path("outcome").asText().equals("succeeded"));
      assertThat(Caller.text(b.send("GET", "/api/v1/runs/" + id + "/log", new byte[0])))
          .contains("PLAY RECAP");
    }
  }

  @Test
  void a_node_that_slept_between_claim_and_start_starts_nothing_whatever_it_had_asked_before() {
    // Before it asks whether the run is still its own, and after it was told so.
    for (String step : List.of("runner.FencedStart fence", "play.PlayProcess start")) {
      Path own = folder.resolve(step.replace(' ', '-'));
      String[] place = step.split(" ", -1);
      try (Cluster cluster = new Cluster(own);
          Debugger debugger = new Debugger("io.promansible." + place[0], place[1])) {
        cluster.furnish("a", handlers(), this::patient);
        cluster.furnish("b", handlers(), this::patient);
        Caller a = cluster.start("a", debugger.option().toArray(String[]::new));
        debugger.arm();
        a.accepted(Alerts.notification(Alerts.firing("Counted", "web1")));
        debugger.awaitReached();
        Caller b = cluster.start("b");
        Waiting.until(
            "the run to be lost",
            () -> onlyRun(b, "Counted").path("outcome").asText().equals("lost"));
        debugger.release();
        Waiting.until(
            "the word of the node that woke up",
            () -> onlyRun(b, "Counted").path("outcome").asText().equals("not_started"));
        assertThat(cluster.lines("ledger")).as(step).isEmpty();
        String id = onlyRun(b, "Counted").path("id").asText();
        String token = cluster.room("b").adminToken();
        assertThat(b.as(token, "POST", "/api/v1/runs/" + id + "/release", "").statusCode())
            .as("no host is held any more")
            .isEqualTo(409);
      }
    }
  }

  @Test
  void a_node_that_sleeps_while_it_stores_holds_up_the_others_for_seconds_only() {
    try (Cluster cluster = new Cluster(folder);
        Debugger debugger = new Debugger("io.promansible.decision.NewRows", "flush")) {
      cluster.furnish("a", handlers(), this::patient);
      cluster.furnish("b", handlers(), this::patient);
      Caller b = cluster.start("b");
      Caller a = cluster.start("a", debugger.option().toArray(String[]::new));
      debugger.arm();
      Thread.ofPlatform()
          .daemon()
          .start(() -> a.deliver(Alerts.notification(Alerts.firing("Counted", "web1"))));
      debugger.awaitReached();
      long began = System.nanoTime();
      Waiting.until(
          "an answer 200 of the other node",
          () ->
              b.deliver(Alerts.notification(Alerts.firing("Counted", "web2"))).statusCode() == 200);
      // Not for ever: the database ends a session that sleeps in a transaction for ten seconds.
      assertThat((System.nanoTime() - began) / 1_000_000_000L).isLessThan(60);
      assertThat(b.finishedRun("Counted", "web2").path("outcome").asText()).isEqualTo("succeeded");
      debugger.release();
    }
  }
}
