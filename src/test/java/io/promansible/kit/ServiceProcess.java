package io.promansible.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The service as a process of its own, which can be killed. */
public final class ServiceProcess implements AutoCloseable {
  private static final Pattern LISTENS = Pattern.compile("listens on (http://\\S+)");

  private final Process process;
  private final URI url;

  private ServiceProcess(Process process, URI url) {
    this.process = process;
    this.url = url;
  }

  /**
   * Starts one in a room and returns when it listens. Its log is appended to {@code service.log}.
   */
  public static ServiceProcess start(Room room) {
    return start(room, List.of());
  }

  /** The same with options of the JVM. */
  public static ServiceProcess start(Room room, List<String> options) {
    return start(room, options, process -> {});
  }

  /** The same, and does something again and again until it listens. */
  public static ServiceProcess start(Room room, List<String> options, Consumer<Process> meanwhile) {
    Path log = room.file("service.log");
    int before = room.lines("service.log").size();
    try {
      Process process =
          new ProcessBuilder(command(room, options))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      URI url =
          Waiting.untilGiven(
              "the service to listen; its log is " + log,
              () -> {
                if (!process.isAlive()) {
                  throw new AssertionError("the service ended: " + room.lines("service.log"));
                }
                meanwhile.accept(process);
                return room.lines("service.log").stream()
                    .skip(before)
                    .map(LISTENS::matcher)
                    .filter(Matcher::find)
                    .map(m -> URI.create(m.group(1)))
                    .findFirst();
              });
      return new ServiceProcess(process, url);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What makes a service start in three quarters of the time on two cores. */
  private static final List<String> QUICK =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:+UseTransparentHugePages");

  private static List<String> command(Room room, List<String> options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(QUICK);
    command.addAll(options);
    String built = System.getProperty("promansible.built");
    if (built == null) {
      command.addAll(List.of("-cp", System.getProperty("java.class.path")));
      command.add("io.promansible.Promansible");
    } else {
      // By bin/test: what bin/promansible starts, in half the time.
      command.add("-XX:AOTCache=" + built + "/promansible.aot");
      command.addAll(List.of("-jar", built + "/promansible.jar"));
    }
    command.addAll(List.of("serve", "--config"));
    command.add(room.file("promansible.yml").toString());
    return command;
  }

  /** Where it listens. */
  public URI url() {
    return url;
  }

  /** kill -9. */
  public void kill() {
    end(process.destroyForcibly());
  }

  /** SIGTERM. */
  public void stop() {
    terminate();
    end(process);
  }

  /** SIGTERM, without waiting for the end. */
  public void terminate() {
    process.destroy();
  }

  /** Returns when it has ended. */
  public void awaitEnd() {
    end(process);
  }

  /** SIGHUP. */
  public void hangUp() {
    Programs.run(List.of("kill", "-HUP", Long.toString(process.pid())));
  }

  /** SIGSTOP: it lives, but does nothing, as on a machine that is paused. */
  public void freeze() {
    Programs.run(List.of("kill", "-STOP", Long.toString(process.pid())));
  }

  /** SIGCONT. */
  public void thaw() {
    Programs.run(List.of("kill", "-CONT", Long.toString(process.pid())));
  }

  private static void end(Process process) {
    Waiting.until("the service to end", () -> !process.isAlive());
  }

  /** Whether it lives. */
  public Optional<Long> pid() {
    return process.isAlive() ? Optional.of(process.pid()) : Optional.empty();
  }

  @Override
  public void close() {
    kill();
  }
}
