package io.promansible.runner;

import io.promansible.fault.WorldFault;
import io.promansible.playbook.PlayTemplate;
import io.promansible.playbook.Role;
import io.promansible.playbook.RoleCatalog;
import io.promansible.run.Run;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The roles of a run as they are in the catalog now, and what they want of its play. */
@Singleton
final class RunRoles {
  private final RoleCatalog catalog;

  RunRoles(RoleCatalog catalog) {
    this.catalog = catalog;
  }

  /**
   * Looks at the roles once more: one that was broken since the handlers were read would fail
   * half-way, after those before it have acted.
   *
   * @throws WorldFault when one is gone or faulty
   */
  List<Role> checked(Run run) {
    List<Role> used = new ArrayList<>();
    for (String name : run.roleNames()) {
      Role role =
          catalog
              .find(run.kind(), name)
              .orElseThrow(() ->
                  new WorldFault("the role '" + name + "' is not in the role catalog (any more)"));
      if (!role.faults().isEmpty()) {
        throw new WorldFault("the role '" + name + "' is faulty: " + role.faults().getFirst());
      }
      used.add(role);
    }
    return used;
  }

  /** How many hosts at once the roles of a run want; 0 for all. */
  int serial(Run run) {
    return serial(found(run).toList());
  }

  /** The least that one of the roles wants; 0 for all. */
  static int serial(List<Role> used) {
    return used.stream().mapToInt(role -> role.meta().serial()).filter(n -> n > 0).min().orElse(0);
  }

  /**
   * Whether template and roles leave the hosts to themselves, so that slices are as good as the
   * whole.
   */
  boolean divisible(Run run) {
    return template(run).divisible() && found(run).noneMatch(Role::runsOnce);
  }

  private Stream<Role> found(Run run) {
    return run.roleNames().stream().flatMap(name -> catalog.find(run.kind(), name).stream());
  }

  /** The template that a run's play is rendered from. */
  PlayTemplate template(Run run) {
    return PlayTemplate.read(catalog.playbooks(), run.kind());
  }

  RoleCatalog catalog() {
    return catalog;
  }
}
