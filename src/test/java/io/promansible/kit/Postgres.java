package io.promansible.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A real PostgreSQL of Debian's package, in a temporary folder; one server for all tests of a JVM.
 */
public final class Postgres {
  private static final AtomicInteger NEXT = new AtomicInteger();
  private static final boolean ROOT = "root".equals(System.getProperty("user.name"));
  private static Postgres running;

  private final Path folder;
  private final int port;

  private Postgres() throws IOException {
    folder = Files.createTempDirectory("pm-pg");
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    if (ROOT) {
      // PostgreSQL refuses to run as root; its package brings a user.
      run(List.of("chown", "postgres", folder.toString()), false);
    }
    run(
        List.of(bin("initdb"), "-D", folder + "/db", "-U", "tester", "-A", "trust", "--no-sync"),
        ROOT);
    startAgain();
    Runtime.getRuntime().addShutdownHook(new Thread(this::end));
  }

  /** A server of its own, for a test that stops it. */
  public static Postgres another() {
    try {
      return new Postgres();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it once more. */
  public void startAgain() {
    run(
        List.of(
            bin("pg_ctl"),
            "-D",
            folder + "/db",
            "-l",
            folder + "/log",
            "-w",
            "-o",
            "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=" + folder,
            "start"),
        ROOT);
  }

  /** Stops it at once, as a crash does. */
  public void stopAtOnce() {
    run(List.of(bin("pg_ctl"), "-D", folder + "/db", "-m", "immediate", "stop"), ROOT);
  }

  private void end() {
    try {
      stopAtOnce();
    } catch (RuntimeException | AssertionError e) {
      // A test has stopped it already.
    }
    run(List.of("rm", "-rf", folder.toString()), false);
  }

  /** Where it listens. */
  public URI address() {
    return URI.create("tcp://127.0.0.1:" + port);
  }

  /** Runs a statement in a database of it, and returns what psql prints of it. */
  public static String query(String url, String sql) {
    return Programs.run(List.of(bin("psql"), "-At", "-c", sql, forPsql(url)));
  }

  /** Copies a database as a backup does: by pg_dump, into another one by pg_restore. */
  public static void restore(String from, String to, Path backup) {
    Programs.run(List.of(bin("pg_dump"), "-Fc", "-f", backup.toString(), forPsql(from)));
    Programs.run(
        List.of(bin("pg_restore"), "--exit-on-error", "-d", forPsql(to), backup.toString()));
  }

  private static String forPsql(String url) {
    return url.replace("jdbc:", "").replace("//", "//tester@");
  }

  /** The line of a configuration for a database at this address. */
  public static String setting(String url) {
    return "database: {url: \"" + url + "\", username: tester}\n";
  }

  /** The line of a configuration for a fresh, empty database. */
  public static String setting() {
    return setting(database());
  }

  /** The address of a fresh, empty database. */
  public static synchronized String database() {
    try {
      if (running == null) {
        running = new Postgres();
      }
      return running.fresh();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The address of a fresh, empty database of this server. */
  public String fresh() {
    String name = "pm" + NEXT.incrementAndGet();
    run(List.of(bin("createdb"), "-h", "127.0.0.1", "-p", "" + port, "-U", "tester", name), false);
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + name;
  }

  private static String bin(String program) {
    try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
      return versions
          .map(version -> version.resolve("bin").resolve(program))
          .filter(Files::isExecutable)
          .max(Comparator.naturalOrder())
          .orElseThrow()
          .toString();
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL is missing; bin/test installs it", e);
    }
  }

  private static void run(List<String> command, boolean asPostgres) {
    List<String> full =
        new ArrayList<>(asPostgres ? List.of("runuser", "-u", "postgres", "--") : List.of());
    full.addAll(command);
    Programs.run(full);
  }
}
