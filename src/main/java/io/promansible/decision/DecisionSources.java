package io.promansible.decision;

import io.promansible.alert.AlertEventRepository;
import io.promansible.alert.AlertSources;
import io.promansible.alert.EpisodeRepository;
import io.promansible.alert.RepeatRepository;
import io.promansible.alertmanager.AlertmanagerHolds;
import io.promansible.freeze.Freezes;
import io.promansible.handler.Handlers;
import io.promansible.handler.Mode;
import io.promansible.inventory.LiveInventory;
import io.promansible.permit.Permits;
import io.promansible.remediation.RemediationCounts;
import io.promansible.remediation.RemediationRepository;
import io.promansible.remediation.RemediationRunRepository;
import io.promansible.run.RunPartsRepository;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.function.Supplier;

/** Where the history that guards ask for is read from. */
@Singleton
public record DecisionSources(
    RemediationRepository remediations,
    RemediationCounts counts,
    RemediationRunRepository runs,
    DecisionRepository decisions,
    EpisodeRepository episodes,
    RepeatRepository repeats,
    AlertEventRepository events,
    RunPartsRepository parts,
    Freezes freezes,
    Permits permits,
    AlertmanagerHolds holds,
    LiveInventory inventory,
    Supplier<AlertSources> senders,
    Supplier<Handlers> handlers) {
  /**
   * Lets only one transaction at a time, on whatever node, decide what may start: else two would
   * use the last start that a limit allows. Held to its end; to be taken before any other lock.
   */
  public void lockStarts() {
    if (handlers.get().all().stream().anyMatch(handler -> handler.mode() != Mode.OBSERVE)) {
      var _ = decisions.lock();
    }
  }

  /** A decider on the history as it is at a moment. */
  public Decider deciderAt(Instant now) {
    return new Decider(this, inventory.get(), handlers.get().overall(), now);
  }
}
