package io.promansible.ansible;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A process by its pid and its start time; a pid alone may have been given to another since.
 *
 * @param ticks field 22 of {@code /proc/PID/stat}, clock ticks since boot (proc(5))
 */
record Birth(long pid, long ticks) {
  private static final int START_TIME = 22;
  private static final int SESSION = 6;

  /** From a line of {@code /proc/PID/stat}. */
  static Birth parse(String stat) {
    // The second field is the name in brackets and may hold blanks and brackets itself.
    int bracket = stat.lastIndexOf(')');
    String[] rest = stat.substring(bracket + 1).strip().split(" ", -1);
    long pid = Long.parseLong(stat.substring(0, stat.indexOf(' ')));
    return new Birth(pid, Long.parseLong(rest[START_TIME - 3]));
  }

  /** The session of a living process, from its file {@code stat}; 0 when it is gone. */
  static long session(Path file) {
    try {
      String stat = Files.readString(file);
      String[] rest = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
      return "ZX".contains(rest[0]) ? 0 : Long.parseLong(rest[SESSION - 3]);
    } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
      return 0;
    }
  }

  /** Whether this very process still runs. */
  boolean alive() {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      // A zombie has ended; only nobody has asked for its exit code, as in a container without
      // init.
      boolean ended = "ZX".indexOf(stat.charAt(stat.lastIndexOf(')') + 2)) >= 0;
      return !ended && parse(stat).equals(this);
    } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
      return false;
    }
  }
}
