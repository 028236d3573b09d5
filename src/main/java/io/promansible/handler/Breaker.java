package io.promansible.handler;

import io.promansible.settings.Section;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Stops a handler that does not help.
 *
 * @param failures in a row open it
 * @param open how long it stays open; then one attempt decides
 * @param hostFailures in a row on one host suspend it for that host
 * @param hostOpen how long
 */
public record Breaker(int failures, Duration open, int hostFailures, Duration hostOpen) {
  /** What is in force when nothing is said. */
  public static final Breaker DEFAULTS =
      new Breaker(3, Duration.ofMinutes(30), 2, Duration.ofHours(6));

  static Breaker read(Section section) {
    Breaker breaker =
        new Breaker(
            section.count("failures", DEFAULTS.failures, 1, 1000),
            section.duration("open", DEFAULTS.open),
            section.count("host_failures", DEFAULTS.hostFailures, 1, 1000),
            section.duration("host_open", DEFAULTS.hostOpen));
    section.end();
    return breaker;
  }

  /**
   * Why it holds back now; empty when it does not.
   *
   * @param closed when a person closed it last
   */
  Optional<String> holds(List<Past> all, Optional<Instant> closed, String host, Instant now) {
    // What a person has looked at and closed counts no more.
    List<Past> past =
        all.stream()
            .filter(p -> closed.isEmpty() || p.endedAt().orElse(Instant.MAX).isAfter(closed.get()))
            .toList();
    List<Past> here = past.stream().filter(p -> p.host().equals(host)).toList();
    return holds(here, hostFailures, hostOpen, now)
        .map(why -> why + " on " + host)
        .or(() -> holds(past, failures, open, now));
  }

  /** Why it holds back all hosts now; empty when it does not. */
  public Optional<String> holds(List<Past> all, Optional<Instant> closed, Instant now) {
    return holds(all, closed, "", now);
  }

  private static Optional<String> holds(List<Past> past, int failures, Duration open, Instant now) {
    List<Past> ended =
        past.stream().filter(p -> p.endedAt().isPresent()).sorted(NEWEST).limit(failures).toList();
    if (ended.size() < failures || ended.stream().anyMatch(p -> p.result() == Past.Result.FIXED)) {
      return Optional.empty();
    }
    String said = "the last " + failures + " did not fix it";
    if (ended.getFirst().endedWithin(open, now)) {
      Instant until = ended.getFirst().endedAt().orElseThrow().plus(open);
      return Optional.of(said + "; it is held back until " + until);
    }
    // Half open: one attempt decides for all.
    Instant last = ended.getFirst().endedAt().orElseThrow();
    return past.stream().anyMatch(p -> p.endedAt().isEmpty() && p.startedAt().isAfter(last))
        ? Optional.of(said + "; one attempt is on its way and decides")
        : Optional.empty();
  }

  private static final java.util.Comparator<Past> NEWEST =
      java.util.Comparator.comparing((Past p) -> p.endedAt().orElse(Instant.MAX)).reversed();
}
