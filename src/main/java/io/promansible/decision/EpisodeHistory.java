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
  // Of a fault whose labels change the old alert may be heard to end a little before the new one.
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

  /** A sender whose clock is ahead says that it begins later than it was heard of. */
  static Instant began(Episode episode) {
    return episode.startsAt().isAfter(episode.firstSeen())
        ? episode.firstSeen()
        : episode.startsAt();
  }

  /** How often a handler has acted upon the fault of an episode without mending it. */
  int attempts(Episode episode, Handler handler, Optional<Host> host, String fault) {
    boolean ofHost = handler.same().isEmpty() || handler.same().contains(handler.target());
    if (isFirst(episode) && (host.isEmpty() || (ofHost && ofHosts.untouched(host.get().name())))) {
      return 0;
    }
    // Two questions, as each has an index of its own.
    return sources.remediations().attempts(episode.id(), handler.name())
        + sources
            .counts()
            .inVain(fault, handler.name(), episode.alertId(), began(episode).minus(CHANGED));
  }

  /** How many episodes of its alert began within the last hour, this one included. */
  int lately(Episode episode) {
    return isFirst(episode) ? 1 : sources.episodes().beganSince(episode.alertId(), now.minus(HOUR));
  }

  /** How many links of runs on a host lie before an alert; 0 when none can have caused it. */
  int depth(String host, Episode episode) {
    if (ofHosts.untouched(host)) {
      return 0;
    }
    Instant began = episode.startsAt();
    return sources
        .remediations()
        .depth(host, episode.alertId(), began, began.minus(CAUSED), began.minus(DAY))
        .map(links -> links + 1)
        .orElse(0);
  }

  /** The very first episode of an alert, which is only about to be written. */
  void first(Episode episode) {
    firsts.add(episode.id());
  }

  /** What was only about to be written has been. */
  void written() {
    firsts.clear();
  }

  /** Whether it is; then nothing can have been done about it, and no table knows it. */
  boolean isFirst(Episode episode) {
    return firsts.contains(episode.id());
  }
}
