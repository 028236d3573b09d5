package io.promansible.runner;

import io.promansible.ansible.AnsibleSettings;
import io.promansible.ansible.AnsibleVersion;
import io.promansible.archive.RunFiles;
import io.promansible.clockwork.Recurring;
import io.promansible.play.PlayCommand;
import io.promansible.playbook.Kind;
import io.promansible.playbook.RoleCatalog;
import io.promansible.run.RunSettings;
import io.promansible.warm.WarmAnsible;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.Supplier;

/** Detects Ansible at the start, and again every minute while it is not usable; tries Mitogen. */
@Singleton
final class AnsibleLookout implements Recurring {
  private static final Duration PAUSE = Duration.ofMinutes(1);

  private final AnsibleVersion ansible;
  private final WarmAnsible warm;
  private final RoleCatalog catalog;
  private final RunFiles archive;
  private final Supplier<RunSettings> settings;
  private final Supplier<AnsibleSettings> ansibleSettings;
  private boolean looked;

  AnsibleLookout(
      AnsibleVersion ansible,
      WarmAnsible warm,
      RoleCatalog catalog,
      RunFiles archive,
      Supplier<RunSettings> settings,
      Supplier<AnsibleSettings> ansibleSettings) {
    this.ansible = ansible;
    this.warm = warm;
    this.catalog = catalog;
    this.archive = archive;
    this.settings = settings;
    this.ansibleSettings = ansibleSettings;
  }

  @Override
  public String what() {
    return "looking for Ansible";
  }

  @Override
  public Duration pause() {
    return PAUSE;
  }

  @Override
  public boolean interruptible() {
    return true;
  }

  @Override
  public void run() {
    PlayCommand like =
        new PlayCommand(
            "probe",
            catalog.playbooks(),
            catalog.shelves(Kind.ALERT),
            archive.plugins(),
            settings.get().forks(),
            false);
    if (!looked) {
      looked = true;
      ansible.detect();
      warm.probe(like, ansibleSettings);
    } else if (ansible.trouble().isPresent()) {
      ansible.detect();
    }
    warm.accelerate(like, ansibleSettings.get());
  }
}
