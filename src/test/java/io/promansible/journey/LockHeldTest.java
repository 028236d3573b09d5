package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.kit.Alerts;
import io.promansible.kit.Caller;
import io.promansible.kit.Postgres;
import io.promansible.kit.Room;
import io.promansible.kit.Waiting;
import io.promansible.wiring.Service;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A session that sleeps with the lock that decisions need. */
class LockHeldTest {
  @Test
  void alerts_are_refused_meanwhile_and_ready_says_so(@TempDir Path folder) throws Exception {
    String database = Postgres.database();
    Room room =
        new Room(folder)
            .configure(
                Postgres.setting(database) + "handlers:\n" + Room.handler("Plain", "note", ""));
    try (var _ = room;
        Service service = Service.start(room.file("promansible.yml"), Map.of());
        Caller call = new Caller(service.url())) {
      call.awaitReady();
      try (Connection sleeper = DriverManager.getConnection(database, "tester", "")) {
        sleeper.setAutoCommit(false);
        sleeper.createStatement().execute("SELECT name FROM decision_lock FOR UPDATE");
        assertThat(call.deliver(Alerts.notification(Alerts.firing("Plain", "web1"))).statusCode())
            .isEqualTo(503);
        Waiting.until(
            "readiness to end",
            () -> call.send("GET", "/-/ready", new byte[0]).statusCode() == 503);
        sleeper.rollback();
      }
      call.awaitReady();
      call.accepted(Alerts.notification(Alerts.firing("Plain", "web1")));
      assertThat(call.finishedRun("Plain").path("outcome").asText()).isEqualTo("succeeded");
    }
  }
}
