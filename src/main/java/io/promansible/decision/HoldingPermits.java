package io.promansible.decision;

import io.promansible.guard.PastAction;
import io.promansible.guard.RecentHistory;
import io.promansible.handler.Handler;
import io.promansible.permit.Permit;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The permits that are in force at one moment, as the guards want them. */
record HoldingPermits(List<Permit> permits) {
  HoldingPermits {
    permits = List.copyOf(permits);
  }

  /**
   * What people allow a handler beyond its limits, less what it has used of it.
   *
   * @param past what the handler did lately
   */
  Optional<RecentHistory.Allowance> allowance(Handler handler, List<PastAction> past) {
    return of(handler, Permit.Kind.HOSTS)
        .map(permit -> {
          long acted = past.stream().filter(p -> !p.startedAt().isBefore(permit.since())).count();
          return new RecentHistory.Allowance(
              permit.who(), (int) Math.max(0, permit.hosts() - acted));
        });
  }

  /** When a person closed a handler's breaker last. */
  Optional<Instant> closed(Handler handler) {
    return of(handler, Permit.Kind.BREAKER).map(Permit::since);
  }

  private Optional<Permit> of(Handler handler, Permit.Kind kind) {
    // The largest, then the newest: a small one must not hide a large one.
    return permits.stream()
        .filter(permit -> permit.handler().equals(handler.name()) && permit.kind() == kind)
        .max(Comparator.comparingInt(Permit::hosts).thenComparing(Permit::since));
  }
}
