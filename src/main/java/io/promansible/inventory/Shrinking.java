package io.promansible.inventory;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Refuses readings that lack many hosts, as a source with an expired token may still exit well. */
final class Shrinking {
  // Fewer lost hosts are accepted if any are left: in a small inventory each is a large share.
  private static final int LEAST = 3;
  private static final int SHOWN = 10;

  private Shrinking() {}

  /**
   * Why a reading may not replace the inventory before; empty when it may.
   *
   * @param most the share of hosts that may be missing at once
   */
  static Optional<String> fault(Inventory before, InventoryReading reading, double most) {
    Set<String> hosts = Inventory.of(reading, Instant.EPOCH).names();
    List<String> lost = before.names().stream().filter(host -> !hosts.contains(host)).toList();
    int had = before.names().size();
    boolean much = lost.size() >= LEAST && lost.size() > most * had;
    if (!much && !(hosts.isEmpty() && had > 0)) {
      return Optional.empty();
    }
    String said = reading.warnings().isEmpty() ? "" : "; the sources said: " + reading.warnings();
    return Optional.of(
        "the inventory sources lack %d of %d hosts (%s), more than may go at once (inventory.shrink_max: %d%%); if they are gone for good: POST /-/reload?accept=shrink%s"
            .formatted(
                lost.size(),
                had,
                String.join(", ", lost.subList(0, Math.min(SHOWN, lost.size())))
                    + (lost.size() > SHOWN ? ", …" : ""),
                Math.round(most * 100),
                said));
  }
}
