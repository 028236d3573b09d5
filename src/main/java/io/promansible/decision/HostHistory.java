package io.promansible.decision;

import io.promansible.database.Chunks;
import io.promansible.database.TimeIds;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What was done on hosts lately, read at once for many of them. */
final class HostHistory {
  private static final Duration DAY = Duration.ofDays(1);
  private static final int AT_ONCE = 500;

  private final DecisionSources sources;
  private final Instant now;
  private final Map<String, Boolean> touched = new HashMap<>();
  private final Map<String, Optional<Instant>> ended = new HashMap<>();

  HostHistory(DecisionSources sources, Instant now) {
    this.sources = sources;
    this.now = now;
  }

  /** Reads in one go what was done on hosts of the inventory. */
  void prefetch(List<String> names) {
    for (List<String> some : Chunks.of(names, AT_ONCE)) {
      some.forEach(name -> touched.put(name, false));
      // What was done longer ago does not matter: an alert is stale after a day, unless a handler
      // says more.
      sources
          .remediations()
          .hostsActedUpon(some, now.minus(DAY.multipliedBy(30)))
          .forEach(this::touched);
      some.forEach(name -> ended.put(name, Optional.empty()));
      sources
          .parts()
          .lastEnded(some, TimeIds.floor(now.minus(DAY)))
          .forEach(row -> ended.put(row.host(), Optional.of(row.endedAt())));
    }
  }

  /** Notes that something was started on a host. */
  void touched(String host) {
    touched.put(host, true);
  }

  /** Whether a host is known to have been left alone; false if it was not prefetched. */
  boolean untouched(String host) {
    return Boolean.FALSE.equals(touched.get(host));
  }

  /** When the last run on a host ended, if it was within a time. */
  Optional<Instant> lastEnded(String host, Duration span) {
    return span.equals(DAY) && ended.containsKey(host)
        ? ended.getOrDefault(host, Optional.empty())
        : sources.parts().lastEnded(host, TimeIds.floor(now.minus(span)));
  }
}
