package io.promansible.history;

import io.promansible.archive.RunFiles;
import io.promansible.fault.NotFound;
import io.promansible.fault.WorldFault;
import io.promansible.log.LineTimes;
import io.promansible.log.RunLog;
import io.promansible.node.NodeIdentity;
import io.promansible.node.Peers;
import io.promansible.run.Outcome;
import io.promansible.run.Run;
import io.promansible.run.RunState;
import io.promansible.run.StoredEvent;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The texts that a run leaves: its log, with the times of its lines, and its play. */
@Singleton
public final class RunLogs {
  private static final Pattern AT = Pattern.compile("\"at\":([0-9.eE+]{1,30})");
  // People look at the same few logs again and again, in windows.
  private static final int KEPT = 4;
  private static final int EVENTS_MAX = 50_000;
  private static final List<String> TIMED =
      List.of("play", "task", "ok", "failed", "unreachable", "skipped", "retry", "stats");

  // Whoever watches a run asks for its newest lines about twice a second.
  private static final Duration FRESH = Duration.ofMillis(400);

  private final Map<UUID, Read> read = new LinkedHashMap<>();
  private final RunFiles files;
  private final Elsewhere elsewhere;
  private final VisibleRuns runs;
  private final LiveRunRepository live;

  /** How to ask other nodes. */
  @Singleton
  record Elsewhere(NodeIdentity node, Peers peers) {}

  RunLogs(RunFiles files, VisibleRuns runs, LiveRunRepository live, Elsewhere elsewhere) {
    this.files = files;
    this.elsewhere = elsewhere;
    this.runs = runs;
    this.live = live;
  }

  /**
   * A text of a run; of one in slices those of all slices.
   *
   * @param name {@link RunFiles#OUTPUT} or {@link RunFiles#PLAYBOOK}
   * @throws NotFound when there is none, with the reason
   */
  public String text(Run run, String name) {
    if (run.slices() > 0) {
      return ofSlices(run, name);
    }
    return read(run, name)
        .orElseThrow(() ->
            new NotFound(
                run.state() == RunState.QUEUED
                    ? "the run has not begun yet"
                    : run.state() == RunState.RUNNING
                        ? "the run has none yet"
                        : "the run left none: " + run.reason()));
  }

  /** Where a node is asked for a file of a run that it has. */
  public static String pathOf(UUID run, String file) {
    return "/api/v1/nodes/runs/" + run + "/" + file;
  }

  /** Whether more of its texts may come: a lost run may go on at a node that is silent. */
  private static boolean mayGoOn(Run run) {
    return run.state() == RunState.RUNNING || run.outcome() == Outcome.LOST;
  }

  /** From the folder or the database; of a run that goes on elsewhere, from its node. */
  private Optional<String> read(Run run, String name) {
    Optional<String> here = files.read(run.id(), name);
    if (here.isPresent() || !mayGoOn(run) || run.node() == null) {
      return here;
    }
    try {
      return elsewhere.node.name().equals(run.node())
          ? here
          : elsewhere.peers.ask(run.node(), pathOf(run.id(), name));
    } catch (WorldFault e) {
      throw new NotFound("the run is on another node, and " + e.getMessage());
    }
  }

  /** The texts of all slices; offsets into the whole hold only once all slices have ended. */
  private String ofSlices(Run run, String name) {
    List<String> texts = new ArrayList<>();
    List<Run> slices = runs.slices(run);
    for (Run slice : slices) {
      texts.add(
          "# slice %d of %d: run %s on node %s%n"
                  .formatted(texts.size() + 1, slices.size(), slice.id(), slice.node())
              + ofSlice(slice, name));
    }
    return String.join("\n", texts);
  }

  private String ofSlice(Run slice, String name) {
    try {
      return read(slice, name).orElse("(none yet)\n");
    } catch (NotFound e) {
      return "(" + e.getMessage() + ")\n";
    }
  }

  /** A log as it was read at some time, by the clock of {@link System#nanoTime()}. */
  private record Read(RunLog log, boolean whole, long at) {}

  /** The log of a run in lines; of one that goes on, as it was less than half a second ago. */
  public RunLog log(Run run) {
    boolean whole = run.state() == RunState.FINISHED && !mayGoOn(run);
    synchronized (read) {
      Read known = read.get(run.id());
      if (known != null
          && (known.whole || (!whole && System.nanoTime() - known.at < FRESH.toNanos()))) {
        return known.log;
      }
    }
    RunLog log = RunLog.of(text(run, RunFiles.OUTPUT));
    synchronized (read) {
      read.remove(run.id());
      read.put(run.id(), new Read(log, whole, System.nanoTime()));
      if (read.size() > KEPT) {
        read.remove(read.keySet().iterator().next());
      }
    }
    return log;
  }

  /** When the lines of a log came; nothing is known of a run in slices. */
  public LineTimes times(Run run, RunLog log) {
    List<LineTimes.Mark> marks = new ArrayList<>();
    if (run.slices() == 0) {
      for (StoredEvent event : live.beginnings(run.id(), EVENTS_MAX)) {
        if (TIMED.contains(event.kind())) {
          marks.add(new LineTimes.Mark(event.kind(), event.host(), at(event)));
        }
      }
    }
    return LineTimes.of(log, marks);
  }

  private static Instant at(StoredEvent event) {
    Matcher at = AT.matcher(event.event());
    return at.find()
        ? Instant.ofEpochMilli(Math.round(Double.parseDouble(at.group(1)) * 1000))
        : Instant.EPOCH;
  }
}
