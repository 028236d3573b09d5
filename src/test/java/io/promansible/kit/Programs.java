package io.promansible.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs real programs for tests. */
public final class Programs {
  /** What one did: its exit code, and what it printed, errors included. */
  public record Result(int exit, String output) {}

  private Programs() {}

  /**
   * The processes of a run: those whose environment carries its mark, and the others of their
   * sessions, as one that was only forked carries the environment of whom it was forked from.
   */
  public static List<String> marked(String runId) {
    try (Stream<Path> all = Files.list(Path.of("/proc"))) {
      List<Path> processes =
          all.filter(process -> process.getFileName().toString().matches("\\d+")).toList();
      Set<String> sessions =
          processes.stream()
              .filter(process -> environment(process).contains("PROMANSIBLE_RUN_ID=" + runId))
              .map(Programs::session)
              .filter(session -> !session.isEmpty())
              .collect(Collectors.toSet());
      return processes.stream()
          .filter(process -> sessions.contains(session(process)))
          .map(Path::toString)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Field 6 of {@code /proc/PID/stat}; empty when it has ended. */
  private static String session(Path process) {
    try {
      String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
      List<String> rest = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
      return "ZX".contains(rest.getFirst()) ? "" : rest.get(3);
    } catch (IOException e) {
      return "";
    }
  }

  private static String environment(Path process) {
    try {
      return Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  /** Runs one that must succeed, and returns what it printed. */
  public static String run(List<String> command) {
    Result result = attempt(command, Map.of());
    if (result.exit() != 0) {
      throw new AssertionError(command + " ended with " + result.exit() + ":\n" + result.output());
    }
    return result.output();
  }

  /** Runs one. */
  public static Result attempt(List<String> command, Map<String, String> environment) {
    try {
      // A file, not a pipe: a daemon that the program leaves behind would hold a pipe open.
      Path output = Files.createTempFile("pm-output", ".txt");
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.redirectOutput(output.toFile()).directory(Path.of("").toAbsolutePath().toFile());
      builder.environment().putAll(environment);
      if (Files.isDirectory(Path.of("/tmp")) && command.getFirst().equals("runuser")) {
        builder.directory(Path.of("/tmp").toFile());
      }
      Process process = builder.start();
      if (!process.waitFor(15, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new AssertionError(command + " did not end within 15 minutes");
      }
      String text = Files.readString(output, StandardCharsets.UTF_8);
      Files.delete(output);
      return new Result(process.exitValue(), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
