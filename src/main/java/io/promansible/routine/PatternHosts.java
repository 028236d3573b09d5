package io.promansible.routine;

import io.promansible.ansible.AnsibleSettings;
import io.promansible.ansible.HostPattern;
import io.promansible.fault.InputFault;
import io.promansible.inventory.Inventory;
import io.promansible.inventory.LiveInventory;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.function.Supplier;

/** The hosts of the inventory in force that a pattern means. */
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

  /** Whether the hosts are known. */
  boolean known() {
    return inventory.current().isPresent();
  }

  /** The inventory in force. */
  public Inventory inventory() {
    return inventory.get().inventory();
  }

  /**
   * The hosts, sorted; none when nothing fits.
   *
   * @throws InputFault when it is no pattern, or a name in it is no host or group
   */
  public Set<String> of(String pattern) {
    return patterns.hosts(pattern, inventory(), ansible.get());
  }

  /** What is said where a pattern means no host. */
  public String none(String pattern) {
    return "'%s' is no host or group of the inventory, or a pattern of none%s"
        .formatted(pattern, inventory().hint(pattern));
  }
}
