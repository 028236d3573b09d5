package io.promansible.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A process by its pid and its start time; a pid alone may have been given to another since.
 *
 * @param ticks field 22 of {@code /proc/PID/stat}, clock ticks since boot (proc(5))
 */
public record ProcessIdentity(long pid, long ticks) {
  private static final int START_TIME = 22;
  private static final int SESSION = 6;
  // Ticks a second, as Linux shows them to programs on every machine (time(7)).
  private static final long TICKS = 100;

  /** From a line of {@code /proc/PID/stat}. */
  public static ProcessIdentity parse(String stat) {
    // The second field is the name in brackets and may hold blanks and brackets itself.
    int bracket = stat.lastIndexOf(')');
    String[] rest = stat.substring(bracket + 1).strip().split(" ", -1);
    long pid = Long.parseLong(stat.substring(0, stat.indexOf(' ')));
    return new ProcessIdentity(pid, Long.parseLong(rest[START_TIME - 3]));
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

  /** How long ago the process began, dead or alive; zero where the kernel does not tell. */
  public Duration age() {
    try {
      double up = Double.parseDouble(Files.readString(Path.of("/proc/uptime")).split(" ", 2)[0]);
      return Duration.ofMillis(Math.max(0, (long) (up * 1000) - ticks * 1000 / TICKS));
    } catch (IOException | NumberFormatException e) {
      return Duration.ZERO;
    }
  }

  /** Whether this very process still runs. */
  public boolean alive() {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      // A zombie has ended, but nobody asked for its exit code, as in a container without init.
      boolean ended = "ZX".indexOf(stat.charAt(stat.lastIndexOf(')') + 2)) >= 0;
      return !ended && parse(stat).equals(this);
    } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
      return false;
    }
  }
}
