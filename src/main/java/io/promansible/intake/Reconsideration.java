package io.promansible.intake;

import io.promansible.alert.Episode;
import io.promansible.alert.EpisodeRepository;
import io.promansible.course.DecisionEffects;
import io.promansible.decision.Decider;
import io.promansible.decision.DecisionLog;
import io.promansible.decision.DecisionRepository;
import io.promansible.decision.DecisionSources;
import io.promansible.decision.NewRows;
import io.promansible.decision.StoredDecision;
import io.promansible.guard.Decision;
import io.promansible.guard.Reason;
import io.promansible.handler.Handler;
import io.promansible.queue.RunQueue;
import io.promansible.remediation.RemediationRepository;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A new decision about an alert that was held back; in the caller's transaction. */
@Singleton
final class Reconsideration {
  private final EpisodeRepository episodes;
  private final RemediationRepository remediations;
  private final DecisionRepository decisions;
  private final DecisionEffects effects;
  private final DecisionSources sources;
  private final Clock clock;

  Reconsideration(RunQueue queue, DecisionSources sources, Clock clock) {
    this.episodes = sources.episodes();
    this.remediations = sources.remediations();
    this.decisions = sources.decisions();
    this.effects = new DecisionEffects(queue, sources);
    this.sources = sources;
    this.clock = clock;
  }

  /**
   * Decides anew about a firing episode, for each handler whose last reason may pass. Stores
   * nothing where the reason stays the same.
   *
   * @return the reasons of the decisions that differ from the last ones
   */
  List<String> of(UUID episodeId) {
    sources.lockStarts();
    Episode found = episodes.findById(episodeId).orElseThrow();
    // Locks the alert first: a notification about it may be stored at the same time.
    Optional<Episode> latest = episodes.latestForUpdate(found.alertId());
    if (latest.isEmpty() || !latest.get().id().equals(episodeId) || !latest.get().firing()) {
      return List.of();
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    Decider decider = sources.deciderAt(now);
    NewRows rows = new NewRows(sources);
    List<String> reasons = new ArrayList<>();
    for (Handler handler : sources.handlers().get().matching(latest.get().labelSet())) {
      Optional<StoredDecision> last = decisions.last(episodeId, handler.name());
      if (last.isPresent()
          && (last.get().started() || !Reason.of(last.get().reason()).configured())) {
        continue;
      }
      if (remediations.exists(episodeId, handler.name())) {
        // The remediation's escalation decides what comes next.
        continue;
      }
      Decision decision = decider.decide(handler, latest.get());
      String reason = DecisionLog.reason(decision).text();
      if (!last.map(StoredDecision::reason).equals(Optional.of(reason))) {
        reasons.add(effects.carryOut(latest.get(), handler, decision, decider, rows));
      }
    }
    rows.flush();
    return reasons;
  }
}
