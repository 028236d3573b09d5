package io.promansible.database;

import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.promansible.clockwork.Recurring;
import io.promansible.fault.WorldFault;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;

/**
 * Keeps the file of H2 from growing for ever. Each commit appends a piece, of which soon most is
 * outdated; only when what is left of it was written anew is its space used again. H2 does that by
 * itself, but not with WRITE_DELAY=0, which ends the thread that would.
 */
@Singleton
final class Compaction implements Recurring {
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int FILL_PERCENT = 50;
  // Commits wait for it meanwhile: so much takes some ten milliseconds.
  private static final int BYTES_AT_ONCE = 512 * 1024;

  private final Database database;
  private final DataSource dataSource;

  Compaction(Database database, DataSource dataSource) {
    this.database = database;
    this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
  }

  @Override
  public String what() {
    return "compacting the database";
  }

  @Override
  public Duration pause() {
    return PAUSE;
  }

  @Override
  public void run() {
    if (!database.embedded()) {
      return;
    }
    try (Connection connection = dataSource.getConnection()) {
      // An H2 that runs as a server has its file to itself.
      if (connection.unwrap(JdbcConnection.class).getSession() instanceof SessionLocal session) {
        var _ = session.getDatabase().getStore().getMvStore().compact(FILL_PERCENT, BYTES_AT_ONCE);
      }
    } catch (SQLException e) {
      throw new WorldFault("the database cannot be compacted", e);
    }
  }
}
