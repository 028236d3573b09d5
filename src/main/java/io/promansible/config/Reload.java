package io.promansible.config;

import io.promansible.ansible.AnsibleVersion;
import io.promansible.clockwork.Clockwork;
import io.promansible.intake.HeldAlerts;
import io.promansible.inventory.LiveInventory;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Reloads the configuration and what it names, at SIGHUP as at {@code POST /-/reload}. */
@Singleton
public final class Reload {
  private final CurrentConfiguration configuration;
  private final LiveInventory inventory;
  private final AnsibleVersion ansible;
  private final HeldAlerts heldAlerts;
  private final Clockwork clockwork;

  Reload(
      CurrentConfiguration configuration,
      LiveInventory inventory,
      AnsibleVersion ansible,
      HeldAlerts heldAlerts,
      Clockwork clockwork) {
    this.configuration = configuration;
    this.inventory = inventory;
    this.ansible = ansible;
    this.heldAlerts = heldAlerts;
    this.clockwork = clockwork;
  }

  /**
   * Puts the file in force as it is now, and the inventory and the Ansible that it names.
   *
   * @param acceptShrink whether an inventory that lost many hosts is put in force, too
   * @return why the inventory stays as it was; empty when the sources were read
   * @throws io.promansible.fault.InputFault when the file is faulty; the old configuration stays in
   *     force
   */
  public Optional<String> reload(boolean acceptShrink) {
    configuration.reload();
    inventory.refresh(acceptShrink);
    ansible.detectHere();
    // Alerts that no handler matched, or that were only observed, may be acted upon now. In a storm
    // deciding takes longer than a caller of the reload waits.
    clockwork.once("deciding anew", heldAlerts::lookAtAll);
    return inventory.trouble();
  }
}
