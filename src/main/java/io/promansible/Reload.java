package io.promansible;

import io.promansible.ansible.AnsibleVersion;
import io.promansible.inventory.LiveInventory;
import io.promansible.remediation.SecondLook;
import io.promansible.settings.Reloading;
import jakarta.inject.Singleton;
import java.util.Optional;

/** A reload, by whatever door it was asked for: the configuration, then what it points at. */
@Singleton
final class Reload implements Reloading {
  private final CurrentConfiguration configuration;
  private final LiveInventory inventory;
  private final AnsibleVersion ansible;
  private final SecondLook secondLook;

  Reload(
      CurrentConfiguration configuration,
      LiveInventory inventory,
      AnsibleVersion ansible,
      SecondLook secondLook) {
    this.configuration = configuration;
    this.inventory = inventory;
    this.ansible = ansible;
    this.secondLook = secondLook;
  }

  @Override
  public void reload() {
    configuration.reload();
    inventory.refresh();
    ansible.look();
    // What nobody answered, or was only observed, may be answered now.
    secondLook.lookAtAll();
  }

  @Override
  public Optional<String> trouble() {
    return configuration.trouble();
  }
}
