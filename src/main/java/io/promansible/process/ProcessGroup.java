package io.promansible.process;

import io.promansible.fault.WorldFault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A process group, and what left it. Java can signal neither, so the shell and /proc help. */
public final class ProcessGroup {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessGroup.class);
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final int ROUNDS = 20;

  private final long leader;

  public ProcessGroup(long leader) {
    this.leader = leader;
  }

  /** Sends a signal to all processes of the group; an empty group is no fault. */
  public void signal(String name) {
    try {
      Programs.run(
          List.of("sh", "-c", "kill -s \"$1\" -- \"-$2\"", "sh", name, Long.toString(leader)),
          Map.of(),
          LIMIT,
          1024);
    } catch (WorldFault e) {
      LOG.warn("process group {} cannot be sent {}: {}", leader, name, e.getMessage());
    }
  }

  /**
   * Kills every process that carries a mark or is of a session, repeatedly until none is left.
   *
   * @param mark {@code NAME=value} in its environment
   */
  public static void sweep(String mark, long session) {
    for (int round = 0; round < ROUNDS; round++) {
      List<Long> marked = marked(mark, session);
      if (marked.isEmpty()) {
        return;
      }
      marked.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
    }
    LOG.error(
        "processes {} of {} survive every KILL; end them by hand", marked(mark, session), mark);
  }

  /**
   * The living processes that carry a mark, and those of a session: a process that was only forked
   * carries its parent's mark, so its own mark does not find it.
   *
   * @param mark {@code NAME=value} in its environment
   * @param session 0 for none
   */
  public static List<Long> marked(String mark, long session) {
    if (mark.indexOf('=') <= 0) {
      // Such a mark would never find a process, so none would be killed.
      throw new IllegalArgumentException("'" + mark + "' is not NAME=value");
    }
    List<Long> found = new ArrayList<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        if (carries(process.resolve("environ"), mark)
            || (session != 0 && ProcessIdentity.session(process.resolve("stat")) == session)) {
          found.add(Long.parseLong(process.getFileName().toString()));
        }
      }
    } catch (IOException e) {
      LOG.warn("/proc cannot be read, so nothing can be swept: {}", e.toString());
    }
    return found;
  }

  /** Whether a living process of this user has a file open. */
  public static boolean isOpen(Path file) {
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        if (holds(process.resolve("fd"), file)) {
          return true;
        }
      }
    } catch (IOException e) {
      LOG.warn("/proc cannot be read, so nobody knows who has {} open: {}", file, e.toString());
    }
    return false;
  }

  private static boolean holds(Path descriptors, Path file) {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(descriptors)) {
      for (Path descriptor : all) {
        if (leadsTo(descriptor, file)) {
          return true;
        }
      }
    } catch (IOException e) {
      // The process is another user's, or has ended meanwhile.
      return false;
    }
    return false;
  }

  private static boolean leadsTo(Path descriptor, Path file) {
    try {
      return Files.readSymbolicLink(descriptor).equals(file);
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean carries(Path environ, String mark) {
    try {
      String all = new String(Files.readAllBytes(environ), StandardCharsets.ISO_8859_1);
      return ("\0" + all).contains("\0" + mark + "\0");
    } catch (IOException e) {
      // The process is another user's, or has ended meanwhile.
      return false;
    }
  }
}
