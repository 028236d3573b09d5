package io.promansible.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
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
  private static Postgres running;

  private final Path folder;
  private final int port;

  private Postgres() throws IOException {
    folder = Files.createTempDirectory("pm-pg");
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    boolean root = "root".equals(System.getProperty("user.name"));
    if (root) {
      // PostgreSQL refuses to run as root; its package brings a user.
      run(List.of("chown", "postgres", folder.toString()), false);
    }
    run(
        List.of(bin("initdb"), "-D", folder + "/db", "-U", "tester", "-A", "trust", "--no-sync"),
        root);
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
        root);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(root)));
  }

  private void stop(boolean root) {
    run(List.of(bin("pg_ctl"), "-D", folder + "/db", "-m", "immediate", "stop"), root);
    run(List.of("rm", "-rf", folder.toString()), false);
  }

  /** The address of a fresh, empty database. */
  public static synchronized String database() {
    try {
      if (running == null) {
        running = new Postgres();
      }
      String name = "pm" + NEXT.incrementAndGet();
      run(
          List.of(
              bin("createdb"), "-h", "127.0.0.1", "-p", "" + running.port, "-U", "tester", name),
          false);
      return "jdbc:postgresql://127.0.0.1:" + running.port + "/" + name;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
