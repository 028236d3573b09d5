package io.promansible.intake;

import io.micronaut.transaction.TransactionOperations;
import io.promansible.alert.Episode;
import io.promansible.decision.Decider;
import io.promansible.decision.DecisionSources;
import io.promansible.decision.StoredDecision;
import io.promansible.guard.Decision;
import io.promansible.guard.Reason;
import io.promansible.handler.Handler;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Alerts that are held back, with the reasons of now: a stored decision has those of its time. */
@Singleton
public final class CurrentHolds {
  /** An alert that a handler would act on, and what holds it back. */
  public record Hold(StoredDecision decision, Reason reason, String detail) {}

  private static final Set<Reason> OF_HOSTS = Set.of(Reason.UNKNOWN_HOST, Reason.PARAMETERS);

  private final DecisionSources sources;
  private final TransactionOperations<Connection> transactions;
  private final Clock clock;

  public CurrentHolds(
      DecisionSources sources, TransactionOperations<Connection> transactions, Clock clock) {
    this.sources = sources;
    this.transactions = transactions;
    this.clock = clock;
  }

  /** The newest holds, at most {@code most}. */
  public List<Hold> all(int most) {
    List<String> reasons =
        Arrays.stream(Reason.values())
            .filter(reason -> reason.passing() || OF_HOSTS.contains(reason))
            .map(Reason::text)
            .toList();
    return transactions.executeRead(status -> {
      List<StoredDecision> held = sources.decisions().holding(reasons, most);
      Decider decider = sources.deciderAt(clock.instant());
      return held.stream().flatMap(decision -> now(decision, decider).stream()).toList();
    });
  }

  private Optional<Hold> now(StoredDecision held, Decider decider) {
    Optional<Handler> handler = sources.handlers().get().find(held.handler());
    Optional<Episode> episode = sources.episodes().findById(held.episodeId());
    if (handler.isEmpty() || episode.isEmpty()) {
      return Optional.of(new Hold(held, Reason.of(held.reason()), held.detail()));
    }
    return switch (decider.decide(handler.get(), episode.get())) {
      // HeldAlerts decides anew within seconds.
      case Decision.Start start ->
          Optional.of(new Hold(held, Reason.of(held.reason()), "it is over; it starts next"));
      case Decision.Skip skip when skip.reason() == Reason.DUPLICATE -> Optional.empty();
      case Decision.Skip skip -> Optional.of(new Hold(held, skip.reason(), skip.detail()));
    };
  }
}
