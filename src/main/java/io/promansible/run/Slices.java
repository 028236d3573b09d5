package io.promansible.run;

import com.github.kagkarlsson.scheduler.task.TaskInstance;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Cuts the hosts of a large run into slices, each a run of its own, so that several cores and nodes
 * work on them; pure.
 *
 * <p>More slices than cores only cost: each pays for a start of Ansible.
 */
final class Slices {
  private Slices() {}

  /**
   * How many.
   *
   * @param hosts of the run
   * @param most hosts that one play may have before it is cut
   * @param cores of all nodes
   * @return 1 when it is not cut
   */
  static int count(int hosts, int most, int cores) {
    return hosts <= most ? 1 : Math.clamp(Math.ceilDiv(hosts, most), 1, Math.max(1, cores));
  }

  /** As many parts of nearly equal size, none of them empty; neighbours stay together. */
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

  /** One of the runs that it is cut into. */
  static Run slice(Run whole, UUID id, int hosts, Instant now) {
    return new Run(
        id,
        whole.cause(),
        whole.handler(),
        whole.routine(),
        whole.step(),
        whole.roles(),
        whole.vars(),
        // Equal to no other: the hosts are settled.
        id.toString(),
        hosts,
        whole.checkMode(),
        whole.timeoutSeconds(),
        RunState.QUEUED,
        null,
        "",
        now,
        null,
        null,
        null,
        null,
        false,
        whole.id(),
        0,
        whole.urgency());
  }

  /** Its execution: before all others, as its run has had its turn. */
  static TaskInstance<Void> execution(UUID id) {
    return new TaskInstance.Builder<Void>(RunQueue.TASK, id.toString())
        .priority(Short.MAX_VALUE)
        .build();
  }

  /**
   * What became of the whole; the worst that happened to a slice.
   *
   * @param slices all of them, finished
   */
  static Judgement joined(List<Run> slices) {
    List<Outcome> worstFirst =
        List.of(
            Outcome.LOST,
            Outcome.FAILED,
            Outcome.TIMED_OUT,
            Outcome.CANCELLED,
            Outcome.UNREACHABLE,
            Outcome.NOT_STARTED);
    boolean allIdle = slices.stream().allMatch(s -> s.outcome() == Outcome.NOT_STARTED);
    for (Outcome outcome : worstFirst) {
      List<String> why =
          slices.stream()
              .filter(slice -> slice.outcome() == outcome)
              .map(slice -> slice.reason().isEmpty() ? "no reason is known" : slice.reason())
              .distinct()
              .toList();
      if (!why.isEmpty()) {
        // A part that never started is no reason to say that nothing was done.
        Outcome said = outcome == Outcome.NOT_STARTED && !allIdle ? Outcome.FAILED : outcome;
        return new Judgement(said, String.join("; ", why));
      }
    }
    return new Judgement(Outcome.SUCCEEDED, "");
  }
}
