package io.promansible.process;

import io.promansible.fault.WorldFault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.exec.CommandLine;
import org.apache.commons.exec.DefaultExecutor;
import org.apache.commons.exec.ExecuteException;
import org.apache.commons.exec.ExecuteWatchdog;
import org.apache.commons.exec.PumpStreamHandler;

/**
 * Runs short programs to their end, by commons-exec: an argument list, a time limit, bounded
 * output.
 */
public final class Programs {
  private static final int STDERR_KEPT = 16 << 10;

  /** What a program did. */
  public record Result(int exit, String out, String err) {}

  private Programs() {}

  /**
   * Runs a program in the working directory.
   *
   * @param extra environment variables beside those of {@link #environment}
   * @param outMax bytes of standard output; more is a fault
   * @throws WorldFault when it cannot start, or takes longer than the limit
   */
  public static Result run(
      List<String> command, Map<String, String> extra, Duration limit, int outMax) {
    return run(command, extra, Path.of(""), limit, outMax);
  }

  /** Runs a program in a folder. */
  public static Result run(
      List<String> command, Map<String, String> extra, Path folder, Duration limit, int outMax) {
    Map<String, String> environment = environment();
    environment.putAll(extra);
    Bounded out = new Bounded(outMax);
    Bounded err = new Bounded(STDERR_KEPT);
    PumpStreamHandler streams = new PumpStreamHandler(out, err);
    // A grandchild may hold the pipe open after the watchdog has killed the child.
    streams.setStopTimeout(Duration.ofSeconds(2));
    DefaultExecutor executor =
        DefaultExecutor.builder()
            .setExecuteStreamHandler(streams)
            .setWorkingDirectory(folder.toAbsolutePath())
            .get();
    ExecuteWatchdog watchdog = new TreeWatchdog(limit);
    executor.setWatchdog(watchdog);
    executor.setExitValues(null);
    try {
      int exit = executor.execute(commandLine(command), environment);
      if (watchdog.killedProcess()) {
        throw new TooSlow(command.getFirst(), limit);
      }
      if (out.overflown) {
        throw new WorldFault(command.getFirst() + " printed more than " + outMax + " bytes");
      }
      return new Result(
          exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    } catch (ExecuteException e) {
      throw watchdog.killedProcess()
          ? new TooSlow(command.getFirst(), limit)
          : new WorldFault(command.getFirst() + " failed: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new WorldFault(
          command.getFirst()
              + " cannot be started; is it installed and on the PATH? ("
              + e.getMessage()
              + ")",
          e);
    }
  }

  /** A program did not end in its time, which says nothing about what it would have told. */
  public static final class TooSlow extends WorldFault {
    private static final long serialVersionUID = 1L;

    private TooSlow(String program, Duration limit) {
      super(program + " took longer than " + limit.toSeconds() + " s" + " and was ended");
    }
  }

  public static CommandLine commandLine(List<String> command) {
    CommandLine line = new CommandLine(command.getFirst());
    // No quoting: the arguments go to exec as they are, there is no shell to protect them from.
    command.stream().skip(1).forEach(argument -> line.addArgument(argument, false));
    return line;
  }

  /** The variables that a child gets of our environment: never a password given to the service. */
  public static Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>();
    for (String name :
        List.of("PATH", "HOME", "USER", "LOGNAME", "TZ", "LANG", "LC_ALL", "SSH_AUTH_SOCK")) {
      String value = System.getenv(name);
      if (value != null) {
        environment.put(name, value);
      }
    }
    // Ansible refuses to start in a locale that is not UTF-8.
    environment.putIfAbsent("LANG", "C.UTF-8");
    return environment;
  }

  /** Keeps the first bytes and remembers that there were more. */
  private static final class Bounded extends ByteArrayOutputStream {
    private final int most;
    private boolean overflown;

    Bounded(int most) {
      super(1024);
      this.most = most;
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
      int room = most - size();
      overflown |= length > room;
      super.write(bytes, offset, Math.min(length, room));
    }

    @Override
    public synchronized void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }
  }
}
