package io.promansible.database;

import io.promansible.fault.WorldFault;
import io.promansible.settings.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The database.
 *
 * @param url the JDBC URL as it is used: with the options that the service adds
 */
public record Database(String url, String username, Optional<Path> passwordFile) {
  private static final String H2_FILE = "jdbc:h2:file:";

  // The plain file channel closes, and the whole database with it, when a thread that uses it is
  // interrupted; the asynchronous one does not.
  private static final String H2_ASYNC = "jdbc:h2:async:";

  /**
   * Options that are added to the URL of H2 where it does not have them.
   *
   * <p>WRITE_DELAY: by default a commit waits half a second in memory, and a kill -9 loses it
   * although it was acknowledged. MODE and DATABASE_TO_LOWER: one SQL text for both databases.
   */
  private static final Map<String, String> H2_OPTIONS = new LinkedHashMap<>();

  // Without these the service waits for ever for a server that has gone without a word.
  // No statement of the service takes as long; those of migrations do, see patientUrl.
  private static final Map<String, String> POSTGRES_OPTIONS = new LinkedHashMap<>();

  static {
    POSTGRES_OPTIONS.put("connectTimeout", "5");
    POSTGRES_OPTIONS.put("socketTimeout", "10");
    POSTGRES_OPTIONS.put("tcpKeepAlive", "true");
    H2_OPTIONS.put("WRITE_DELAY", "0");
    H2_OPTIONS.put("DB_CLOSE_ON_EXIT", "FALSE");
    H2_OPTIONS.put("MODE", "PostgreSQL");
    H2_OPTIONS.put("DATABASE_TO_LOWER", "TRUE");
    H2_OPTIONS.put("DEFAULT_NULL_ORDERING", "HIGH");
    H2_OPTIONS.put("LOCK_TIMEOUT", "5000");
    // Prepared statements that a connection keeps: to parse one takes ten times as long as to run
    // it.
    H2_OPTIONS.put("QUERY_CACHE_SIZE", "256");
  }

  public static Database read(Section section, Path data) {
    String url = section.text("url", H2_FILE + data.resolve("promansible"));
    if (!url.startsWith("jdbc:h2:") && !url.startsWith("jdbc:postgresql:")) {
      section.fault("url", "must begin with jdbc:h2: or jdbc:postgresql:");
    }
    Optional<Path> password = section.text("password_file").map(section::resolve);
    password
        .filter(file -> !Files.isReadable(file))
        .ifPresent(
            file -> section.fault("password_file", "names " + file + ", which cannot be read"));
    Database database =
        new Database(
            durable(url, section),
            section.text("username", url.startsWith("jdbc:h2:") ? "sa" : ""),
            password);
    section.end();
    return database;
  }

  private static String durable(String url, Section section) {
    if (url.startsWith("jdbc:postgresql:")) {
      StringBuilder complete = new StringBuilder(url);
      POSTGRES_OPTIONS.forEach((name, value) -> {
        if (!url.matches(".*[?&]" + name + "=.*")) {
          complete
              .append(complete.indexOf("?") < 0 ? '?' : '&')
              .append(name)
              .append('=')
              .append(value);
        }
      });
      return complete.toString();
    }
    if (!url.startsWith("jdbc:h2:")) {
      return url;
    }
    String full = url;
    if (url.startsWith(H2_FILE)) {
      // H2 resolves relative paths from the working directory, not from the file's folder.
      String[] parts = url.substring(H2_FILE.length()).split(";", 2);
      full = H2_ASYNC + section.resolve(parts[0]) + (parts.length > 1 ? ";" + parts[1] : "");
    }
    StringBuilder complete = new StringBuilder(full);
    H2_OPTIONS.forEach((name, value) -> {
      if (!url.toUpperCase(Locale.ROOT).contains(";" + name + "=")) {
        complete.append(';').append(name).append('=').append(value);
      }
    });
    return complete.toString();
  }

  /**
   * Lets nobody but this user read H2's file. A missing file is made here, as H2 would make it by
   * the umask.
   */
  public void makePrivate() throws IOException {
    if (!url.startsWith(H2_ASYNC)) {
      return;
    }
    Path file = Path.of(url.substring(H2_ASYNC.length()).replaceFirst(";.*", "") + ".mv.db");
    if (!Files.exists(file)) {
      Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
      Files.createFile(file);
    }
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  /** The URL for migrations of PostgreSQL, whose statements may take as long as they need. */
  public String patientUrl() {
    return url.replaceFirst("([?&]socketTimeout=)[0-9]+", "$10");
  }

  public boolean embedded() {
    return url.startsWith("jdbc:h2:");
  }

  public String password() {
    try {
      return passwordFile.isEmpty() ? "" : Files.readString(passwordFile.get()).strip();
    } catch (IOException e) {
      throw new WorldFault(passwordFile.get() + " cannot be read", e);
    }
  }
}
