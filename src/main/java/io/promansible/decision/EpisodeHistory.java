package io.promansible.decision;

import io.promansible.alert.Episode;
import io.promansible.handler.Handler;
import io.promansible.inventory.Host;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What was done about an episode before, and what may have caused it. */
final class EpisodeHistory {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration HOUR = Duration.ofHours(1);
  // An alert that begins within this time after a run on its host may be caused by it.
  private static final Duration CAUSED = Duration.ofMinutes(10);
  // When a fault's labels change, the old alert may end a little before the new one is heard of.
  private static final Duration CHANGED = Duration.ofMinutes(1);

  private final DecisionSources sources;
  private final HostHistory ofHosts;
  private final Instant now;
  private final Set<UUID> firsts = new HashSet<>();

  EpisodeHistory(DecisionSources sources, HostHistory ofHosts, Instant now) {
    this.sources = sources;
    this.ofHosts = ofHosts;
    this.now = now;
  }

  /** When an episode began; when it was heard of, if the clock of its sender is ahead. */
  static Instant began(Episode episode) {
    return episode.startsAt().isAfter(episode.firstSeen())
        ? episode.firstSeen()
        : episode.startsAt();
  }

  /** How often a handler has acted upon an episode, or in vain upon other alerts of its fault. */
  int attempts(Episode episode, Handler handler, Optional<Host> host, String fault) {
    boolean ofHost = handler.same().isEmpty() || handler.same().contains(handler.target());
    if (isFirst(episode) && (host.isEmpty() || (ofHost && ofHosts.untouched(host.get().name())))) {
      return 0;
    }
    // Two queries, as each has an index of its own.
    return sources.remediations().attempts(episode.id(), handler.name())
        + sources
            .counts()
            .inVain(fault, handler.name(), episode.alertId(), began(episode).minus(CHANGED));
  }

  /** How many episodes of its alert began within the last hour, this one included. */
  int lately(Episode episode) {
    return isFirst(episode) ? 1 : sources.episodes().beganSince(episode.alertId(), now.minus(HOUR));
  }

  /** How many runs on a host lie before an alert in a chain; 0 when none can have caused it. */
  int depth(String host, Episode episode) {
    if (ofHosts.untouched(host)) {
      return 0;
    }
    Instant began = began(episode);
    return sources
        .remediations()
        .depth(host, episode.alertId(), began, began.minus(CAUSED), began.minus(DAY))
        .map(links -> links + 1)
        .orElse(0);
  }

  /** Notes an alert's very first episode that is not written yet, so no table is asked about it. */
  void noteUnwritten(Episode episode) {
    firsts.add(episode.id());
  }

  /** Notes that the episodes given to {@link #noteUnwritten} are written now. */
  void noteWritten() {
    firsts.clear();
  }

  /**
   * Whether an episode was given to {@link #noteUnwritten}: then nothing has been done about it.
   */
  boolean isFirst(Episode episode) {
    return firsts.contains(episode.id());
  }
}
