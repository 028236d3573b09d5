package io.promansible.remediation;

import io.promansible.alert.AlertEventRepository;
import io.promansible.alert.EpisodeRepository;
import io.promansible.handler.Handlers;
import io.promansible.handler.Mode;
import io.promansible.inventory.LiveInventory;
import io.promansible.run.RunPartsRepository;
import java.time.Instant;
import java.util.function.Supplier;

/** Where the history that guards ask for is read from. */
public record HistorySources(
    RemediationRepository remediations,
    DecisionRepository decisions,
    EpisodeRepository episodes,
    AlertEventRepository events,
    RunPartsRepository parts,
    Freezes freezes,
    Permits permits,
    Silenced silenced,
    LiveInventory inventory,
    Supplier<Handlers> handlers) {
  /**
   * Only one at a time decides what may start, on whatever node, until the end of its transaction:
   * else two of them would use the last start that a limit allows. Taken before any other lock.
   */
  void lock() {
    if (handlers.get().all().stream().anyMatch(handler -> handler.mode() != Mode.OBSERVE)) {
      var _ = decisions.lock();
    }
  }

  /** The history as it is at a moment. */
  History at(Instant now) {
    return new History(this, inventory.get(), handlers.get().overall(), now);
  }
}
