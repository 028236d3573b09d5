package io.promansible.playbook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds out whether tasks of a role run once for all hosts of a play. */
final class RunOnceTasks {
  private static final Pattern RUN_ONCE =
      Pattern.compile("(?m)^[^#\\n]*\\brun_once\\s*:\\s*+(?!false|no|off)");
  private static final int FILES_MAX = 1000;
  private static final long BYTES_MAX = 1 << 20;
  private static final int DEPTH_MAX = 5;

  private RunOnceTasks() {}

  /** Whether a file in the role's {@code tasks} or {@code handlers} has {@code run_once}. */
  static boolean in(Path role) {
    return in(role, "tasks") || in(role, "handlers");
  }

  private static boolean in(Path role, String part) {
    Path folder = role.resolve(part);
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> files = Files.walk(folder, DEPTH_MAX)) {
      return files.limit(FILES_MAX).filter(Files::isRegularFile).anyMatch(RunOnceTasks::says);
    } catch (IOException e) {
      // Files that cannot be read will not run either.
      return false;
    }
  }

  private static boolean says(Path file) {
    try {
      return Files.size(file) <= BYTES_MAX && RUN_ONCE.matcher(Files.readString(file)).find();
    } catch (IOException e) {
      return false;
    }
  }
}
