package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.config.Configuration;
import io.promansible.kit.Alerts;
import io.promansible.kit.Caller;
import io.promansible.kit.Postgres;
import io.promansible.kit.Programs;
import io.promansible.kit.Room;
import io.promansible.kit.Waiting;
import io.promansible.wiring.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database of the release before, with runs that wait and run. */
class UpgradeTest {
  private static final String BEFORE = "15";
  private static final String QUEUED = "01a22a25-4766-7d7b-bbd6-3b127f9e8f62";
  private static final String RUNNING = "01a22a25-4766-7d7b-bbd6-3b127f9e8f63";

  /** As the release before wrote it. */
  private static void fill(String url, String user) throws SQLException {
    Flyway.configure()
        .dataSource(url, user, "")
        .locations("classpath:db/migration")
        .target(BEFORE)
        .load()
        .migrate();
    try (Connection sql = DriverManager.getConnection(url, user, "")) {
      write(
          sql,
          "INSERT INTO node (name, seen_at, id) VALUES ('test', CURRENT_TIMESTAMP - INTERVAL '1' HOUR, '"
              + UUID.randomUUID()
              + "')");
      run(sql, QUEUED, "QUEUED", "NULL, NULL");
      run(sql, RUNNING, "RUNNING", "CURRENT_TIMESTAMP, 'test'");
      lease(sql, "web2", RUNNING);
    }
  }

  private static void write(Connection sql, String text) throws SQLException {
    try (Statement statement = sql.createStatement()) {
      statement.execute(text);
    }
  }

  private static void run(Connection sql, String id, String state, String startedAndNode)
      throws SQLException {
    write(
        sql,
        """
        INSERT INTO run (id, cause, step, roles, vars, batch_key, host_count, check_mode,
          timeout_seconds, state, reason, queued_at, cancel_asked, asked_by, started_at, node)
        VALUES ('%s', 'PERSON', 0, 'hello', '{}', 'k', 1, FALSE, 60, '%s', '',
          CURRENT_TIMESTAMP - INTERVAL '1' MINUTE, FALSE, 'somebody', %s)\
        """
            .formatted(id, state, startedAndNode));
    write(sql, "INSERT INTO run_role (role, run_id) VALUES ('hello', '" + id + "')");
    write(
        sql,
        "INSERT INTO run_host (run_id, host) VALUES ('%s', '%s')"
            .formatted(id, state.equals("QUEUED") ? "web1" : "web2"));
  }

  private static void lease(Connection sql, String host, String run) throws SQLException {
    write(
        sql,
        "INSERT INTO lease (host, run_id, taken_at) VALUES ('%s', '%s', CURRENT_TIMESTAMP)"
            .formatted(host, run));
  }

  private static void goesOn(Room room, String url, String user) throws SQLException {
    room.routineRole("hello", "- ansible.builtin.debug: {msg: hello}\n");
    try (Service service = Service.start(room.file("promansible.yml"), Map.of());
        Caller call = new Caller(service.url());
        Connection sql = DriverManager.getConnection(url, user, "")) {
      call.awaitReady();
      JsonNode queued =
          Waiting.untilGiven(
              "the run that waited",
              () ->
                  Optional.of(call.get("/api/v1/runs/" + QUEUED))
                      .filter(run -> run.path("state").asText().equals("finished")));
      assertThat(queued.path("outcome").asText()).as(queued.toString()).isEqualTo("succeeded");
      // Its folder was not brought along, so nobody knows what became of it.
      Waiting.until(
          "the run that was running",
          () -> call.get("/api/v1/runs/" + RUNNING).path("outcome").asText().equals("lost"));
      // A node of the release before may run beside this one: what it writes is still taken.
      String other = UUID.randomUUID().toString();
      run(sql, other, "RUNNING", "CURRENT_TIMESTAMP, 'older'");
      lease(sql, "web3", other);
      write(
          sql,
          "INSERT INTO node (name, seen_at, id) VALUES ('older', CURRENT_TIMESTAMP, '"
              + other
              + "')");
      write(
          sql,
          "UPDATE node SET seen_at = CURRENT_TIMESTAMP WHERE name = 'older' AND id = '"
              + other
              + "'");
      write(
          sql,
          "UPDATE run SET state = 'FINISHED', outcome = 'SUCCEEDED', finished_at = CURRENT_TIMESTAMP WHERE id = '"
              + other
              + "' AND node = 'older' AND state <> 'FINISHED'");
      write(sql, "DELETE FROM lease WHERE run_id = '" + other + "'");
      assertThat(call.get("/api/v1/runs/" + other).path("outcome").asText()).isEqualTo("succeeded");
    }
  }

  @Test
  void d32_what_the_release_before_left_on_postgresql_goes_on(@TempDir Path folder)
      throws SQLException {
    String url = Postgres.database();
    fill(url, "tester");
    Room room = new Room(folder).configure(Postgres.setting(url));
    goesOn(room, url, "tester");
  }

  @Test
  void d32_what_the_release_before_left_in_the_data_folder_goes_on(@TempDir Path folder)
      throws SQLException, IOException {
    Room room = new Room(folder).configure("");
    Configuration configuration = Configuration.read(room.file("promansible.yml"), Map.of());
    Files.createDirectories(configuration.data());
    String url = configuration.database().url();
    fill(url, "sa");
    goesOn(room, url, "sa");
  }

  /** Starts a service, and returns the id of a run that it has carried out. */
  private static String oneRun(Room room) {
    try (Service service = Service.start(room.file("promansible.yml"), Map.of());
        Caller call = new Caller(service.url())) {
      call.awaitReady();
      call.accepted(Alerts.notification(Alerts.firing("Counted", "web1")));
      call.finishedRemediation("Counted");
      return call.finishedRun("Counted").path("id").asText();
    }
  }

  private static void hasRunAndGoesOn(Room room, String run, String before) {
    try (Service service = Service.start(room.file("promansible.yml"), Map.of());
        Caller call = new Caller(service.url())) {
      call.awaitReady();
      assertThat(call.get("/api/v1/runs/" + run).path("outcome").asText()).isEqualTo("succeeded");
      assertThat(Caller.text(call.send("GET", "/api/v1/runs/" + run + "/log", new byte[0])))
          .contains("PLAY RECAP");
      assertThat(room.adminToken()).isEqualTo(before);
      // The alert is known: its repeat is a repeat there, too.
      String same = Alerts.notification(Alerts.firing("Counted", "web1"));
      assertThat(call.accepted(same).path("duplicates").asInt()).isEqualTo(1);
      call.accepted(Alerts.notification(Alerts.firing("Counted", "web2")));
      assertThat(call.finishedRun("Counted", "web2").path("outcome").asText())
          .isEqualTo("succeeded");
    }
  }

  private static Room room(Path folder, String database) {
    return new Room(folder)
        .configure(
            database
                + "handlers:\n"
                + Room.handler("Counted", "count", "").replace("within: 20s", "within: 1s"));
  }

  @Test
  void d32_a_copy_of_the_data_folder_is_a_backup(@TempDir Path folder) {
    Room room = room(folder.resolve("old"), "");
    String run = oneRun(room);
    Room other = room(folder.resolve("new"), "");
    Programs.run(List.of("cp", "-a", room.file("data") + "/", other.file("data").toString()));
    hasRunAndGoesOn(other, run, room.adminToken());
  }

  @Test
  void d32_a_backup_of_postgresql_and_of_the_data_folder_is_all_that_is_needed(
      @TempDir Path folder) {
    String url = Postgres.database();
    Room room = room(folder.resolve("old"), Postgres.setting(url));
    String run = oneRun(room);
    String restored = Postgres.database();
    Postgres.restore(url, restored, folder.resolve("backup"));
    Room other = room(folder.resolve("new"), Postgres.setting(restored));
    Programs.run(List.of("cp", "-a", room.file("data") + "/", other.file("data").toString()));
    hasRunAndGoesOn(other, run, room.adminToken());
  }
}
