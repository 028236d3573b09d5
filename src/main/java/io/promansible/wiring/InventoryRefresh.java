package io.promansible.wiring;

import io.promansible.ansible.AnsibleSettings;
import io.promansible.clockwork.Clockwork;
import io.promansible.intake.HeldAlerts;
import io.promansible.inventory.InventorySettings;
import io.promansible.inventory.LiveInventory;
import io.promansible.warm.WarmAnsible;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads the inventory at the start and then again and again, and passes a new one on. */
@Singleton
final class InventoryRefresh {
  private static final String WHAT = "reading the inventory";

  private final LiveInventory inventory;
  private final Supplier<InventorySettings> settings;
  private final Supplier<AnsibleSettings> ansible;
  private final WarmAnsible warm;
  private final HeldAlerts heldAlerts;
  private final Clockwork clockwork;

  InventoryRefresh(
      LiveInventory inventory,
      Supplier<InventorySettings> settings,
      Supplier<AnsibleSettings> ansible,
      WarmAnsible warm,
      HeldAlerts heldAlerts,
      Clockwork clockwork) {
    this.inventory = inventory;
    this.settings = settings;
    this.ansible = ansible;
    this.warm = warm;
    this.heldAlerts = heldAlerts;
    this.clockwork = clockwork;
  }

  /** Begins: the hosts of the last service are known at once, those of now a little later. */
  void begin() {
    clockwork.errand(
        WHAT,
        () -> {
          clockwork.guarded("recalling the inventory", inventory::recall).run();
          refresh();
        });
  }

  private void refresh() {
    Optional<LiveInventory.Current> before = inventory.current();
    // Ask for the pause each time: a reload may have changed the interval.
    clockwork.expect(WHAT, settings.get().refresh().plus(ansible.get().inventoryTimeout()));
    try {
      inventory.refresh();
      take(before);
    } finally {
      clockwork.errandIn(inventory.pause(), WHAT, this::refresh);
    }
  }

  private void take(Optional<LiveInventory.Current> before) {
    inventory
        .current()
        .filter(now -> before.isEmpty() || before.get().inventory() != now.inventory())
        .ifPresent(now -> {
          warm.load(now.prepared().inventory());
          // Alerts that named no host, or lacked a parameter, may be acted upon now.
          if (before.isPresent()) {
            // It works with the database, so it is no errand, which a stop interrupts.
            clockwork.once("deciding anew", heldAlerts::lookAtAll);
          }
        });
  }
}
