package io.promansible.report;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How well a handler has done lately, for people who decide about its mode.
 *
 * @param since from when on remediations are counted
 * @param wouldHaveRun episodes that the handler only observed
 * @param runs remediations that the handler began
 * @param fixed how many of these runs fixed it, as the alert proved
 * @param notFixed how many of these runs did not fix it
 * @param unknown how many of these runs have an unknown outcome
 * @param waiting remediations that wait for a person or for something that passes
 * @param medianToFix from the decision to the alert resolved, over the fixed ones; empty for none
 * @param breaker why the breaker holds the handler back now; empty when it does not
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
  /** The share of fixed among those with an outcome; empty when none has an outcome. */
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
