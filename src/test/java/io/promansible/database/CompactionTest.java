package io.promansible.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.kit.Waiting;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompactionTest {
  private static final int ROWS = 2_000;

  private static void changeOneRow(Connection connection) {
    try (Statement change = connection.createStatement()) {
      change.executeUpdate("UPDATE kept SET what = '' WHERE id = 1");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void changeEachRow(Connection connection) throws SQLException {
    try (PreparedStatement change =
        connection.prepareStatement("UPDATE kept SET what = ? WHERE id = ?")) {
      for (int n = 0; n < ROWS; n++) {
        change.setString(1, Integer.toString(n).repeat(50));
        // Rows that lie far from each other, as alerts do.
        change.setInt(2, n * 7919 % ROWS + 1);
        change.executeUpdate();
      }
    }
  }

  /** How much of what was written is not outdated, in percent. */
  private static int inUse(Connection connection) {
    try {
      SessionLocal session = (SessionLocal) connection.unwrap(JdbcConnection.class).getSession();
      return session.getDatabase().getStore().getMvStore().getFileStore().getChunksFillRate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void what_is_left_of_outdated_pieces_of_the_file_is_written_anew(@TempDir Path folder)
      throws SQLException {
    JdbcDataSource source = new JdbcDataSource();
    // RETENTION_TIME is the age in milliseconds from which on a piece may be given up.
    source.setUrl("jdbc:h2:async:" + folder.resolve("db") + ";WRITE_DELAY=0;RETENTION_TIME=1000");
    Compaction compaction =
        new Compaction(new Database(source.getUrl(), "", Optional.empty()), source);
    try (Connection connection = source.getConnection()) {
      connection
          .createStatement()
          .execute(
              "CREATE TABLE kept (id integer, what varchar) AS SELECT x, REPEAT('k', 200) FROM SYSTEM_RANGE(1, %d)"
                  .formatted(ROWS));
      connection.createStatement().execute("CREATE UNIQUE INDEX kept_id ON kept (id)");
      changeEachRow(connection);
      assertThat(inUse(connection)).isLessThan(25);
      Waiting.until(
          "half of the file to be in use",
          () -> {
            compaction.run();
            // The next commit gives up what is not needed any more.
            changeOneRow(connection);
            return inUse(connection) >= 50;
          });
    }
  }
}
