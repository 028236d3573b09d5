package io.promansible.queue;

import io.promansible.run.Cause;
import io.promansible.run.Outcome;
import io.promansible.run.Run;
import io.promansible.run.RunResult;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Cuts the hosts of a large run into slices, each a run of its own, so that several cores and nodes
 * work on them; pure.
 *
 * <p>More slices than cores only cost: each pays for a start of Ansible.
 */
public final class Slices {
  private static final List<Outcome> WORST_FIRST =
      List.of(
          Outcome.LOST, Outcome.FAILED, Outcome.TIMED_OUT, Outcome.CANCELLED, Outcome.UNREACHABLE);

  private Slices() {}

  /**
   * How many slices a run is cut into.
   *
   * @param hosts of the run
   * @param most hosts that one play may have before it is cut
   * @param cores of all nodes
   * @return 1 when it is not cut
   */
  static int count(int hosts, int most, int cores) {
    return hosts <= most ? 1 : Math.clamp(Math.ceilDiv(hosts, most), 1, Math.max(1, cores));
  }

  /** Cuts hosts into parts of nearly equal size, none of them empty; neighbours stay together. */
  static <T> List<List<T>> of(List<T> hosts, int count) {
    List<List<T>> parts = new ArrayList<>();
    int number = Math.min(count, hosts.size());
    int from = 0;
    for (int i = 0; i < number; i++) {
      int to = (int) ((long) hosts.size() * (i + 1) / number);
      parts.add(List.copyOf(hosts.subList(from, to)));
      from = to;
    }
    return parts;
  }

  /**
   * The result of the whole run: the worst outcome of a slice.
   *
   * @param slices all of them, finished
   */
  public static RunResult joined(List<Run> slices) {
    List<Run> acted =
        slices.stream().filter(slice -> slice.outcome() != Outcome.NOT_STARTED).toList();
    if (acted.isEmpty()) {
      return new RunResult(Outcome.NOT_STARTED, reasons(slices));
    }
    // Only slices that acted count: hosts of the others are marked as left out.
    for (Outcome outcome : WORST_FIRST) {
      List<Run> such = acted.stream().filter(slice -> slice.outcome() == outcome).toList();
      if (!such.isEmpty()) {
        // If only some slices were cancelled, hosts have been changed: it counts as an attempt.
        boolean partly = outcome == Outcome.CANCELLED && such.size() < acted.size();
        return new RunResult(partly ? Outcome.FAILED : outcome, reasons(such));
      }
    }
    if (acted.size() < slices.size() && slices.getFirst().cause() != Cause.ALERT) {
      // For an alert each host is reported by itself; for other runs nothing else would say it.
      List<Run> idle =
          slices.stream().filter(slice -> slice.outcome() == Outcome.NOT_STARTED).toList();
      return new RunResult(Outcome.FAILED, "a part was not started: " + reasons(idle));
    }
    return new RunResult(Outcome.SUCCEEDED, "");
  }

  private static String reasons(List<Run> slices) {
    return slices.stream()
        .map(slice -> slice.reason().isEmpty() ? "no reason is known" : slice.reason())
        .distinct()
        .collect(Collectors.joining("; "));
  }
}
