package io.promansible.config;

import io.promansible.database.Database;
import io.promansible.fault.WorldFault;
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

/** What the database knows of projects, for a node that starts without their file. */
public final class StoredProjectsRecall {
  private static final Logger LOG = LoggerFactory.getLogger(StoredProjectsRecall.class);

  private StoredProjectsRecall() {}

  /**
   * Writes the projects that the database has into the data folder.
   *
   * @return whether this told anything new
   */
  public static boolean of(Path path, Map<String, String> environment) {
    Section root = SettingsFile.read(path, environment).root();
    Path data = root.path("data", "./data");
    Database database = Database.read(root.section("database"), data);
    // An H2 is not made here: the service does that.
    String url = database.url() + (database.url().startsWith("jdbc:h2:") ? ";IFEXISTS=TRUE" : "");
    StoredProjectsFile file =
        new StoredProjectsFile(
            data, Objects.requireNonNull(path.toAbsolutePath().normalize().getParent()));
    try (Connection connection =
            DriverManager.getConnection(url, database.username(), database.password());
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
    } catch (SQLException | WorldFault e) {
      LOG.debug("the database cannot tell of projects yet", e);
      return false;
    }
  }
}
