package io.promansible.database;

import io.promansible.fault.WorldFault;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Makes the {@link DiskSync} that a kind of database needs. */
public final class DatabaseDiskSync {
  private DatabaseDiskSync() {}

  /**
   * PostgreSQL forces its log to disk at each commit. H2 never does: CHECKPOINT SYNC is its one
   * call that ends in fsync.
   */
  public static DiskSync of(Database database, DataSource dataSource) {
    if (!database.embedded()) {
      return () -> {};
    }
    return () -> {
      try (var connection = dataSource.getConnection();
          var statement = connection.createStatement()) {
        statement.execute("CHECKPOINT SYNC");
      } catch (SQLException e) {
        throw new WorldFault("the database cannot force its file to disk", e);
      }
    };
  }
}
