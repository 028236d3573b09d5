package io.promansible.log;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * When the lines of a log came. Ansible's output has no times, its events have: the heading of a
 * task has the time at which the task began, the result of a host has its own, and what lies
 * between has the time of the line before it.
 */
public final class LineTimes {
  /** An event of a play: {@code task}, {@code play}, or how a host came out of a task. */
  public record Mark(String kind, @Nullable String host, Instant at) {}

  private static final Set<String> HEADS = Set.of("play", "task", "stats");

  private final Map<Integer, Instant> times;

  private LineTimes(Map<Integer, Instant> times) {
    this.times = times;
  }

  /** Puts lines and events together; both are in the order in which they came. */
  public static LineTimes of(RunLog log, List<Mark> marks) {
    Map<Integer, Instant> times = new HashMap<>();
    @Nullable Instant last = null;
    int next = 0;
    // Hosts of one task may come in another order than their lines.
    Map<String, Instant> results = Map.of();
    for (int number : log.numbers().toArray()) {
      LogLine line = log.kind(number);
      String head = line.head() ? headOf(log.line(number)) : "";
      if (!head.isEmpty()) {
        int found = find(marks, next, head);
        if (found >= 0) {
          last = marks.get(found).at();
          next = found + 1;
          results = results(marks, next);
        }
      } else if (results.containsKey(line.host())) {
        last = results.get(line.host());
      }
      if (last != null) {
        times.put(number, last);
      }
    }
    return new LineTimes(times);
  }

  private static String headOf(String text) {
    return text.startsWith("PLAY RECAP")
        ? "stats"
        : text.startsWith("PLAY") ? "play" : text.startsWith("NO MORE") ? "" : "task";
  }

  private static int find(List<Mark> marks, int from, String kind) {
    for (int i = from; i < marks.size(); i++) {
      if (marks.get(i).kind().equals(kind)) {
        return i;
      }
    }
    return -1;
  }

  /** The last result of each host before the next task. */
  private static Map<String, Instant> results(List<Mark> marks, int from) {
    Map<String, Instant> results = new HashMap<>();
    for (int i = from; i < marks.size() && !HEADS.contains(marks.get(i).kind()); i++) {
      if (marks.get(i).host() != null) {
        results.put(marks.get(i).host(), marks.get(i).at());
      }
    }
    return results;
  }

  /** When a line came, as far as is known. */
  public Optional<Instant> at(int line) {
    return Optional.ofNullable(times.get(line));
  }
}
