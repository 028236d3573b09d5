package io.promansible.config;

import io.promansible.database.Database;
import io.promansible.settings.Section;
import io.promansible.settings.SettingsFile;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What other nodes know of projects, for a node that starts with an empty data folder. */
public final class StoredProjectsRecall {
  private static final Logger LOG = LoggerFactory.getLogger(StoredProjectsRecall.class);

  private StoredProjectsRecall() {}

  /**
   * Writes the projects that a PostgreSQL has into the data folder. An H2 lies in that folder
   * itself, so it knows no more.
   *
   * @return whether this told anything new
   */
  public static boolean of(Path path, Map<String, String> environment) {
    Section root = SettingsFile.read(path, environment).root();
    Path data = root.path("data", "./data");
    Database database = Database.read(root.section("database"), data);
    if (!database.url().startsWith("jdbc:postgresql:")) {
      return false;
    }
    StoredProjectsFile file =
        new StoredProjectsFile(
            data, Objects.requireNonNull(path.toAbsolutePath().normalize().getParent()));
    try (Connection connection =
            DriverManager.getConnection(database.url(), database.username(), database.password());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT name, spec, who FROM stored_project")) {
      List<StoredProject> all = new ArrayList<>();
      while (rows.next()) {
        all.add(
            new StoredProject(
                rows.getString(1), rows.getString(2), rows.getString(3), Instant.EPOCH));
      }
      String text = StoredProjectsFile.text(all);
      if (text.equals(file.text())) {
        return false;
      }
      file.write(text);
      return true;
    } catch (SQLException e) {
      LOG.debug("the database cannot tell of projects yet", e);
      return false;
    }
  }
}
