package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.kit.Alerts;
import io.promansible.kit.Caller;
import io.promansible.kit.Cluster;
import io.promansible.kit.Postgres;
import io.promansible.kit.Relay;
import io.promansible.kit.Room;
import io.promansible.kit.Waiting;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A PostgreSQL that goes away, comes back, and answers no more though its connections stand. */
class DatabaseAwayTest {
  private static final boolean LONG = Boolean.getBoolean("promansible.long");

  /** How long it is away. */
  private static final long AWAY_SECONDS = LONG ? 60 : 10;

  /** How often it is restarted while alerts come. */
  private static final int RESTARTS = LONG ? 8 : 3;

  @TempDir Path folder;

  private String handlers() {
    return "runs: {concurrent: 2, hosts_max: 1}\nhandlers:\n"
        + Room.handler("Patient", "patient", "")
        + Room.handler("Counted", "count", "");
  }

  private Room patient(Room room) {
    // As many hosts as alerts: a second alert on a host would wait for its cooldown.
    room.write(
        "hosts.yml",
        "web: {vars: {ansible_connection: local, ansible_become: false}, hosts: {'h[000:999]': , web1: }}\n");
    return room.patient(folder);
  }

  private static ObjectNode alert(int n) {
    return Alerts.alert(
        "firing", Map.of("alertname", "Counted", "instance", "h%03d".formatted(n)), Alerts.START);
  }

  @Test
  void d15_a_database_that_is_away_loses_nothing_and_is_told_in_a_few_lines() {
    Postgres postgres = Postgres.another();
    try (Cluster cluster = new Cluster(folder, postgres.fresh())) {
      cluster.furnish("a", handlers(), this::patient);
      Caller a = cluster.start("a");
      a.accepted(Alerts.notification(Alerts.firing("Patient", "web1")));
      Waiting.until("the play to begin", () -> Files.exists(folder.resolve("patient")));
      int before = cluster.room("a").lines("service.log").size();
      postgres.stopAtOnce();
      long began = System.nanoTime();
      List<Integer> waiting = new ArrayList<>();
      for (int n = 0; (System.nanoTime() - began) / 1_000_000_000L < AWAY_SECONDS; n++) {
        long asked = System.nanoTime();
        HttpResponse<byte[]> answer = a.deliver(Alerts.notification(alert(n)));
        assertThat(answer.statusCode())
            .as(() -> Caller.text(answer) + cluster.room("a").lines("service.log"))
            .isEqualTo(503);
        assertThat((System.nanoTime() - asked) / 1_000_000_000L).as("seconds").isLessThan(8);
        waiting.add(n);
        LockSupport.parkNanos(200_000_000L);
      }
      // The play ends while nobody can store its end.
      cluster.room("a").write("../go", "");
      Waiting.until(
          "the play to end", () -> cluster.room("a").lines("../patient").contains("ended"));
      postgres.startAgain();
      Waiting.until("readiness", () -> a.send("GET", "/-/ready", new byte[0]).statusCode() == 200);
      assertThat(a.finishedRun("Patient").path("outcome").asText()).isEqualTo("succeeded");
      for (int n : waiting) {
        // As Alertmanager does with what was answered 503.
        a.accepted(Alerts.notification(alert(n)));
      }
      Waiting.until(
          "every run",
          () ->
              a.get("/api/v1/runs?state=finished&handler=Counted&limit=1000").path("runs").size()
                  == waiting.size());
      assertThat(cluster.lines("ledger")).hasSize(waiting.size()).doesNotHaveDuplicates();
      List<String> said =
          cluster.room("a").lines("service.log").stream()
              .skip(before)
              .filter(line -> line.contains(" ERROR ") || line.contains(" WARN "))
              .toList();
      assertThat(said)
          .as("one line when it goes, one a minute")
          .anyMatch(line -> line.contains("the database does not answer"))
          .hasSizeLessThan(6);
      assertThat(cluster.room("a").lines("service.log"))
          .anyMatch(line -> line.contains("the database answers again after"));
    }
  }

  @Test
  void d16_restarts_of_the_database_under_load_lose_and_repeat_nothing() {
    Postgres postgres = Postgres.another();
    try (Cluster cluster = new Cluster(folder, postgres.fresh())) {
      cluster.furnish("a", handlers(), this::patient);
      Caller a = cluster.start("a");
      int sent = 0;
      for (int restart = 0; restart < RESTARTS; restart++) {
        for (int i = 0; i < 5; i++) {
          if (i == 3) {
            postgres.stopAtOnce();
            postgres.startAgain();
          }
          String notification = Alerts.notification(alert(sent++));
          Waiting.until("an answer 200", () -> a.deliver(notification).statusCode() == 200);
        }
      }
      int all = sent;
      Waiting.until(
          "every run",
          () ->
              a.get("/api/v1/runs?state=finished&handler=Counted&limit=1000").path("runs").size()
                  == all);
      assertThat(cluster.lines("ledger")).hasSize(all).doesNotHaveDuplicates();
    }
  }

  @Test
  void connections_that_hang_are_given_up_within_seconds() {
    Postgres postgres = Postgres.another();
    URI server = postgres.address();
    try (Relay relay = new Relay(server)) {
      String url =
          postgres.fresh().replace(":" + server.getPort() + "/", ":" + relay.url().getPort() + "/");
      try (Cluster cluster = new Cluster(folder, url)) {
        cluster.furnish("a", handlers(), this::patient);
        Caller a = cluster.start("a");
        a.accepted(Alerts.notification(alert(0)));
        relay.hang();
        assertThat(a.deliver(Alerts.notification(alert(1))).statusCode()).isEqualTo(503);
        // A failover: new connections reach the server, the old ones hear nothing any more.
        relay.mend();
        long began = System.nanoTime();
        Waiting.until(
            "an answer 200", () -> a.deliver(Alerts.notification(alert(1))).statusCode() == 200);
        assertThat((System.nanoTime() - began) / 1_000_000_000L).as("seconds").isLessThan(40);
      }
    }
  }
}
