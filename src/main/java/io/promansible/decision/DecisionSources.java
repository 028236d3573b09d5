package io.promansible.decision;

import io.promansible.alert.AlertEventRepository;
import io.promansible.alert.AlertSources;
import io.promansible.alert.EpisodeRepository;
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
    AlertEventRepository events,
    RunPartsRepository parts,
    Freezes freezes,
    Permits permits,
    AlertmanagerHolds holds,
    LiveInventory inventory,
    Supplier<AlertSources> senders,
    Supplier<Handlers> handlers) {
  /**
   * Only one at a time decides what may start, on whatever node, until the end of its transaction:
   * else two of them would use the last start that a limit allows. Taken before any other lock.
   */
  public void lock() {
    if (handlers.get().all().stream().anyMatch(handler -> handler.mode() != Mode.OBSERVE)) {
      var _ = decisions.lock();
    }
  }

  /** The history as it is at a moment. */
  public Decider at(Instant now) {
    return new Decider(this, inventory.get(), handlers.get().overall(), now);
  }
}
