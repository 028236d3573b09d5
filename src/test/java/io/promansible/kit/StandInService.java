package io.promansible.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A service of this machine that stands in for a real one: an init script, or a unit where systemd
 * runs, around a script that takes {@code start} and {@code stop}.
 */
public final class StandInService implements AutoCloseable {
  private static final boolean SYSTEMD = Files.isDirectory(Path.of("/run/systemd/system"));

  private final String name;
  private final Path script;

  /**
   * Installs it.
   *
   * @param start shell commands that start it and return
   * @param stop shell commands that stop it
   */
  public StandInService(Path folder, String name, String start, String stop) {
    this(folder, name, start, stop, "true");
  }

  /**
   * Installs one that knows whether it runs.
   *
   * @param status a shell command that succeeds where it does
   */
  public StandInService(Path folder, String name, String start, String stop, String status) {
    this.name = name;
    this.script = folder.resolve(name);
    try {
      Files.writeString(
          script,
          """
          #!/bin/sh
          ### BEGIN INIT INFO
          # Provides: %s
          # Required-Start:
          # Required-Stop:
          # Default-Start: 2 3 4 5
          # Default-Stop: 0 1 6
          ### END INIT INFO
          start() { %s; }
          stop() { %s; }
          case $1 in
            start) start ;;
            stop) stop ;;
            restart|reload|force-reload) stop; start ;;
            status) if %s; then echo is running; else echo is stopped; exit 3; fi ;;
          esac
          """
              .formatted(name, start, stop, status));
      Root.run("chmod", "755", script.toString());
      if (SYSTEMD) {
        Path unit = folder.resolve(name + ".service");
        Files.writeString(
            unit,
            "[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=%s start\nExecStop=%s stop\nExecReload=%s restart\n"
                .formatted(script, script, script));
        Root.run("cp", unit.toString(), "/run/systemd/system/");
        Root.run("systemctl", "daemon-reload");
      } else {
        Root.run("cp", script.toString(), "/etc/init.d/" + name);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it. */
  public void start() {
    if (SYSTEMD) {
      Root.run("systemctl", "start", name);
    } else {
      Root.run(script.toString(), "start");
    }
  }

  /** Stops it and takes it away. */
  @Override
  public void close() {
    if (SYSTEMD) {
      Root.run("systemctl", "stop", name);
      Root.run("rm", "-f", "/run/systemd/system/" + name + ".service");
      Root.run("systemctl", "daemon-reload");
    } else {
      Root.run(script.toString(), "stop");
      Root.run("rm", "-f", "/etc/init.d/" + name);
      // The links that a role leaves which has enabled it.
      Root.run("update-rc.d", name, "remove");
    }
  }
}
