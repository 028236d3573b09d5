package io.promansible.routine;

import io.promansible.ansible.AnsibleSettings;
import io.promansible.ansible.HostPattern;
import io.promansible.fault.InputFault;
import io.promansible.inventory.Inventory;
import io.promansible.inventory.LiveInventory;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.function.Supplier;

/** The hosts of the inventory that an Ansible pattern matches. */
@Singleton
public final class PatternHosts {
  private final HostPattern patterns;
  private final LiveInventory inventory;
  private final Supplier<AnsibleSettings> ansible;

  PatternHosts(HostPattern patterns, LiveInventory inventory, Supplier<AnsibleSettings> ansible) {
    this.patterns = patterns;
    this.inventory = inventory;
    this.ansible = ansible;
  }

  /** Whether an inventory is known yet. */
  boolean known() {
    return inventory.current().isPresent();
  }

  /** The inventory in force. */
  public Inventory inventory() {
    return inventory.get().inventory();
  }

  /**
   * The hosts that match, sorted; empty when none does.
   *
   * @throws InputFault when the text is no pattern, or a name in it is no host or group
   */
  public Set<String> of(String pattern) {
    return patterns.hosts(pattern, inventory(), ansible.get());
  }

  /** The message for a pattern that matches no host. */
  public String none(String pattern) {
    return "'%s' is no host or group of the inventory, or a pattern of none%s"
        .formatted(pattern, inventory().hint(pattern));
  }
}
