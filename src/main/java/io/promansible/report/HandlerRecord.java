package io.promansible.report;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How a handler has done lately: what an operator wants to see beside the switch.
 *
 * @param since from when on it is counted
 * @param wouldHaveRun episodes that it only observed
 * @param runs remediations that it began
 * @param fixed of those, as the alert proved
 * @param notFixed of those
 * @param unknown of those
 * @param waiting remediations that wait for a person or for something that passes
 * @param medianToFix from the decision to the alert resolved, over the fixed ones; empty for none
 * @param breaker why it holds the handler back now; empty when it does not
 */
public record HandlerRecord(
    Instant since,
    int wouldHaveRun,
    int runs,
    int fixed,
    int notFixed,
    int unknown,
    int waiting,
    Optional<Duration> medianToFix,
    Optional<String> breaker) {
  /** The share of those with an outcome that were fixed; empty when there is none. */
  public Optional<Double> fixedShare() {
    int ended = fixed + notFixed + unknown;
    return ended == 0 ? Optional.empty() : Optional.of((double) fixed / ended);
  }

  static Optional<Duration> median(List<Duration> times) {
    List<Duration> sorted = times.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.isEmpty()
        ? Optional.empty()
        : Optional.of(
            sorted.size() % 2 == 1
                ? sorted.get(middle)
                : sorted.get(middle - 1).plus(sorted.get(middle)).dividedBy(2));
  }
}
