package io.promansible.wiring;

import io.micronaut.context.annotation.Factory;
import io.promansible.ansible.AnsibleSettings;
import io.promansible.ansible.AnsibleVersion;
import io.promansible.ansible.Mitogen;
import io.promansible.health.Check;
import io.promansible.warm.WarmAnsible;
import jakarta.inject.Singleton;
import java.util.function.Supplier;

/** The checks of {@code /-/ready} that tell whether plays can be run, and as fast as they could. */
@Factory
final class AnsibleChecks {
  @Singleton
  Check ansible(AnsibleVersion version) {
    return Check.of("ansible", true, version::trouble);
  }

  /** Tells when warm Ansible is down: then every play pays for a start of its own. */
  @Singleton
  Check warm(WarmAnsible warm) {
    return Check.of("warm ansible", false, warm::trouble);
  }

  /** Tells when plays are to be run by Mitogen, and are not. */
  @Singleton
  Check mitogen(Mitogen mitogen, Supplier<AnsibleSettings> settings) {
    return Check.of("mitogen", false, () -> mitogen.missed(settings.get()));
  }
}
