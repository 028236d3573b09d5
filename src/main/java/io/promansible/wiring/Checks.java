package io.promansible.wiring;

import io.micronaut.context.annotation.Factory;
import io.promansible.alertmanager.AlertmanagerClient;
import io.promansible.ansible.AnsibleVersion;
import io.promansible.clockwork.Clockwork;
import io.promansible.config.CurrentConfiguration;
import io.promansible.fault.InputFault;
import io.promansible.health.Check;
import io.promansible.intake.StoringCheck;
import io.promansible.intake.WebhookHealth;
import io.promansible.inventory.LiveInventory;
import io.promansible.node.NodeIdentity;
import io.promansible.play.WarmAnsible;
import io.promansible.playbook.Kind;
import io.promansible.playbook.PlayTemplate;
import io.promansible.playbook.RoleCatalog;
import io.promansible.queue.Capacity;
import io.promansible.run.RunRepository;
import io.promansible.run.RunState;
import io.promansible.runner.RunsTaken;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Optional;

/** What {@code /-/ready} looks at, beside the classes that are a check themselves. */
@Factory
final class Checks {
  @Singleton
  Check database(RunRepository runs) {
    return Check.of(
        "database",
        true,
        () -> {
          runs.count(RunState.QUEUED);
          return Optional.empty();
        });
  }

  @Singleton
  Check storing(StoringCheck storing) {
    return Check.of("storing alerts", true, storing::trouble);
  }

  /** What the service does by itself; without it runs would wait for ever, and look well. */
  @Singleton
  Check background(Clockwork clockwork) {
    return Check.of("background", true, clockwork::trouble);
  }

  @Singleton
  Check runsAreTaken(RunsTaken taken) {
    return Check.of("runs are taken", true, taken::trouble);
  }

  @Singleton
  Check node(NodeIdentity node) {
    return Check.of("node", true, node::trouble);
  }

  /** Below the limits alerts are answered 503 and no run starts. */
  @Singleton
  Check capacity(Capacity capacity) {
    return Check.of("capacity", true, capacity::full);
  }

  @Singleton
  Check ansible(AnsibleVersion version) {
    return Check.of("ansible", true, version::trouble);
  }

  @Singleton
  Check playbooks(RoleCatalog catalog) {
    return Check.of("playbooks", true, () -> template(catalog.playbooks()));
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
    return Check.of(
        "inventory",
        true,
        () ->
            inventory.current().isPresent()
                ? Optional.empty()
                : inventory.trouble().or(() -> Optional.of("is being read")));
  }

  @Singleton
  Check inventoryFresh(LiveInventory inventory) {
    return Check.of("inventory refresh", false, inventory::trouble);
  }

  @Singleton
  Check reload(CurrentConfiguration configuration) {
    return Check.of("configuration", false, configuration::trouble);
  }

  /** Its answers are wanted before starts and for proofs; the settings say what goes on without. */
  @Singleton
  Check alertmanager(AlertmanagerClient alertmanager) {
    return Check.of("alertmanager", false, alertmanager::trouble);
  }

  /** What is refused, or comes late, nobody else would tell. */
  @Singleton
  Check webhook(WebhookHealth webhook) {
    return Check.of("webhook", false, webhook::trouble);
  }

  /** Without it every play pays for a start of its own. */
  @Singleton
  Check warm(WarmAnsible warm) {
    return Check.of("warm ansible", false, warm::trouble);
  }
}
