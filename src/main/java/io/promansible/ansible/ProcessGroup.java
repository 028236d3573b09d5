package io.promansible.ansible;

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

/** A process group, and what fled from it. Java can signal neither, so the shell and /proc help. */
final class ProcessGroup {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessGroup.class);
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final int ROUNDS = 20;

  private final long leader;

  ProcessGroup(long leader) {
    this.leader = leader;
  }

  /** Sends a signal to all of the group; nothing happens when it is empty. */
  void signal(String name) {
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
   * Kills every process that carries the mark of a run or is of its session, again until none is
   * left.
   */
  static void sweep(String runId, long session) {
    for (int round = 0; round < ROUNDS; round++) {
      List<Long> marked = marked(runId, session);
      if (marked.isEmpty()) {
        return;
      }
      marked.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
    }
    LOG.error(
        "run {}: processes {} survive every KILL; end them by hand", runId, marked(runId, session));
  }

  /**
   * The living processes of a run: those that carry its mark, and those of its session, as a
   * process that only forked carries the mark of whom it was forked from.
   *
   * @param session 0 for none
   */
  static List<Long> marked(String runId, long session) {
    byte[] mark = (PlayCommand.MARKER + "=" + runId).getBytes(StandardCharsets.US_ASCII);
    List<Long> found = new ArrayList<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        if (carries(process.resolve("environ"), mark)
            || (session != 0 && Birth.session(process.resolve("stat")) == session)) {
          found.add(Long.parseLong(process.getFileName().toString()));
        }
      }
    } catch (IOException e) {
      LOG.warn("/proc cannot be read, so nothing can be swept: {}", e.toString());
    }
    return found;
  }

  private static boolean carries(Path environ, byte[] mark) {
    try {
      String all = new String(Files.readAllBytes(environ), StandardCharsets.ISO_8859_1);
      return ("\0" + all).contains("\0" + new String(mark, StandardCharsets.ISO_8859_1) + "\0");
    } catch (IOException e) {
      // Another user's, or gone meanwhile.
      return false;
    }
  }
}
