package io.promansible;

import io.micronaut.context.annotation.Factory;
import io.promansible.alert.AlertmanagerClient;
import io.promansible.ansible.AnsibleVersion;
import io.promansible.ansible.WarmAnsible;
import io.promansible.fault.InputFault;
import io.promansible.inventory.LiveInventory;
import io.promansible.playbook.Kind;
import io.promansible.playbook.PlayTemplate;
import io.promansible.run.Capacity;
import io.promansible.run.RunRepository;
import io.promansible.web.Check;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Optional;

/** What {@code /-/ready} looks at. */
@Factory
final class Checks {
  private final CurrentConfiguration configuration;

  Checks(CurrentConfiguration configuration) {
    this.configuration = configuration;
  }

  @Singleton
  Check database(RunRepository runs) {
    return new Check(
        "database",
        true,
        () -> {
          runs.countInState("QUEUED");
          return Optional.empty();
        });
  }

  /** Below the limits alerts are answered 503 and no run starts. */
  @Singleton
  Check capacity(Capacity capacity) {
    return new Check("capacity", true, capacity::full);
  }

  @Singleton
  Check ansible(AnsibleVersion version) {
    return new Check("ansible", true, version::trouble);
  }

  @Singleton
  Check playbooks() {
    return new Check("playbooks", true, () -> template(configuration.get().playbooks()));
  }

  private static Optional<String> template(Path playbooks) {
    try {
      PlayTemplate.read(playbooks, Kind.ALERT);
      return Optional.empty();
    } catch (InputFault e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** Without hosts nothing can be decided; with those of the last good reading it can. */
  @Singleton
  Check inventory(LiveInventory inventory) {
    return new Check(
        "inventory",
        true,
        () ->
            inventory.current().isPresent()
                ? Optional.empty()
                : inventory.trouble().or(() -> Optional.of("is being read")));
  }

  @Singleton
  Check inventoryFresh(LiveInventory inventory) {
    return new Check("inventory refresh", false, inventory::trouble);
  }

  @Singleton
  Check reload() {
    return new Check("configuration", false, configuration::trouble);
  }

  /** Its answers are wanted before starts and for proofs; the settings say what goes on without. */
  @Singleton
  Check alertmanager(AlertmanagerClient alertmanager) {
    return new Check("alertmanager", false, alertmanager::trouble);
  }

  /** Without it every play pays for a start of its own. */
  @Singleton
  Check warm(WarmAnsible warm) {
    return new Check("warm ansible", false, warm::trouble);
  }
}
