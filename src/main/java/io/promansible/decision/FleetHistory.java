package io.promansible.decision;

import io.promansible.guard.RecentHistory;
import io.promansible.handler.FleetLimits;
import io.promansible.handler.Handler;
import io.promansible.playbook.Risk;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/** What the guards want to know of all hosts and handlers together, read when first asked for. */
final class FleetHistory {
  private static final Duration HOUR = Duration.ofHours(1);

  private final DecisionSources sources;
  private final int hosts;
  private final FleetLimits limits;
  private final Instant now;
  private OptionalInt starts = OptionalInt.empty();
  private OptionalInt alerting = OptionalInt.empty();
  private Optional<Instant> watchdog = Optional.empty();

  /**
   * The history at one moment.
   *
   * @param hosts of the inventory
   */
  FleetHistory(DecisionSources sources, int hosts, FleetLimits limits, Instant now) {
    this.sources = sources;
    this.hosts = hosts;
    this.limits = limits;
    this.now = now;
  }

  /** Counts alerting hosts for disruptive handlers only: it takes time, and only they ask. */
  RecentHistory.Fleet of(Handler handler) {
    if (handler.risk() == Risk.SAFE) {
      return new RecentHistory.Fleet(starts(), 0, 0, Optional.empty(), limits);
    }
    if (alerting.isEmpty()) {
      alerting = OptionalInt.of(sources.decisions().alerting());
      watchdog = sources.repeats().lastHeard(limits.watchdog());
    }
    return new RecentHistory.Fleet(starts(), alerting.getAsInt(), hosts, watchdog, limits);
  }

  /** Adds a start, unless starts have not been read yet: then the query will count it. */
  void started() {
    if (starts.isPresent()) {
      starts = OptionalInt.of(starts.getAsInt() + 1);
    }
  }

  private int starts() {
    if (starts.isEmpty()) {
      starts = OptionalInt.of(sources.remediations().startsSince(now.minus(HOUR)));
    }
    return starts.getAsInt();
  }
}
