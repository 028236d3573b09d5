package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.kit.Caller;
import io.promansible.kit.Cluster;
import io.promansible.kit.Postgres;
import io.promansible.kit.Room;
import io.promansible.kit.ServiceProcess;
import io.promansible.kit.Waiting;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Routines of two services that share one database. */
class SharedScheduleTest {
  @Test
  void d24_two_services_of_one_database_fire_each_time_once(@TempDir Path folder)
      throws SQLException {
    String database = Postgres.database();
    List<Room> rooms = new ArrayList<>();
    for (String node : List.of("a", "b")) {
      Room one = new Room(folder.resolve(node));
      one.routineRole(
          "mark",
          "- ansible.builtin.shell: {cmd: 'echo {{ promansible.run.id }} >> %s/marks'}\n"
              .formatted(folder));
      one.configure(
          Postgres.setting(database)
              + "routines:\n"
              + "  - {name: one, cron: \"0 0 1 1 *\", hosts: web1, roles: [mark], misfire: once, late: 400d}\n"
              + "  - {name: two, cron: \"0 0 1 1 *\", hosts: web2, roles: [mark], misfire: once, late: 400d}\n");
      one.write(
          "promansible.yml",
          String.join("\n", one.lines("promansible.yml")).replace("node: test", "node: " + node));
      rooms.add(one);
    }
    try (ServiceProcess first = ServiceProcess.start(rooms.get(0));
        ServiceProcess second = ServiceProcess.start(rooms.get(1));
        Caller one = new Caller(first.url());
        Caller two = new Caller(second.url());
        Connection sql = DriverManager.getConnection(database, "tester", "")) {
      one.awaitReady();
      two.awaitReady();
      for (int round = 1; round <= 4; round++) {
        Waiting.until(
            "both schedules",
            () -> count(sql, "SELECT COUNT(*) FROM scheduled_routines WHERE NOT picked") == 2);
        // Rather than to wait for the next year, it is made to be due now.
        update(sql, "UPDATE routine_state SET next_at = date_trunc('year', now())", 2);
        update(sql, "UPDATE scheduled_routines SET execution_time = now()", 2);
        int runs = 2 * round;
        Waiting.until(
            runs + " runs",
            () -> one.get("/api/v1/runs?state=finished").path("runs").size() == runs);
      }
      assertThat(two.get("/api/v1/runs").path("runs")).hasSize(8);
      List<String> marks = new ArrayList<>(rooms.get(0).lines("../marks"));
      assertThat(marks).hasSize(8).doesNotHaveDuplicates();
      assertThat(two.get("/api/v1/routines").path("routines")).hasSize(2);
    }
  }

  @Test
  void d24_a_node_that_is_killed_at_the_minute_leaves_no_time_out_and_fires_none_twice(
      @TempDir Path folder) throws SQLException {
    String database = Postgres.database();
    try (Cluster cluster = new Cluster(folder, database);
        Connection sql = DriverManager.getConnection(database, "tester", "")) {
      String routine =
          "routines: [{name: one, cron: \"0 0 1 1 *\", hosts: web1, roles: [mark], misfire: once, late: 400d}]\n";
      List<String> names = List.of("a", "b");
      for (String name : names) {
        cluster.furnish(
            name,
            routine,
            room ->
                room.routineRole(
                    "mark",
                    "- ansible.builtin.shell: {cmd: 'echo {{ promansible.run.id }} >> %s/marks'}\n"
                        .formatted(folder)));
        cluster.start(name);
      }
      for (int round = 1; round <= 4; round++) {
        String killed = names.get(round % 2);
        Waiting.until(
            "the schedule",
            () -> count(sql, "SELECT COUNT(*) FROM scheduled_routines WHERE NOT picked") == 1);
        update(sql, "UPDATE routine_state SET next_at = date_trunc('year', now())", 1);
        update(sql, "UPDATE scheduled_routines SET execution_time = now()", 1);
        // Each round a little later within the second in which both nodes look.
        LockSupport.parkNanos(Duration.ofMillis(300L * round).toNanos());
        cluster.service(killed).kill();
        int times = round;
        Waiting.until(times + " runs", () -> count(sql, "SELECT COUNT(*) FROM run") == times);
        cluster.start(killed);
        Waiting.until(
            "its end", () -> count(sql, "SELECT COUNT(*) FROM run WHERE state <> 'FINISHED'") == 0);
      }
      // Each time was fired once; a play may have been lost with its node, but none ran twice.
      assertThat(count(sql, "SELECT COUNT(*) FROM run")).isEqualTo(4);
      List<String> marks = cluster.room("a").lines("../marks");
      assertThat(marks).doesNotHaveDuplicates();
      assertThat(count(sql, "SELECT COUNT(*) FROM run WHERE outcome = 'SUCCEEDED'"))
          .isLessThanOrEqualTo(marks.size());
    }
  }

  private static int count(Connection sql, String query) {
    try (Statement statement = sql.createStatement();
        ResultSet found = statement.executeQuery(query)) {
      assertThat(found.next()).isTrue();
      return found.getInt(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void update(Connection sql, String text, int rows) {
    try (Statement statement = sql.createStatement()) {
      assertThat(statement.executeUpdate(text)).isEqualTo(rows);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
