package io.promansible.routine;

import io.promansible.fault.Finding;
import io.promansible.inventory.Inventory;
import io.promansible.playbook.Argument;
import io.promansible.playbook.Kind;
import io.promansible.playbook.Role;
import io.promansible.playbook.RoleCatalog;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Finds required parameters that a routine or a person's run does not give. */
public final class MissingParameters {
  private MissingParameters() {}

  /** Required parameters that a routine does not give, in words. */
  public static List<String> missing(
      Routine routine, RoleCatalog catalog, Inventory inventory, Collection<String> hosts) {
    List<Role> roles =
        routine.roles().stream()
            .flatMap(name -> catalog.find(Kind.ROUTINE, name).stream())
            .toList();
    return missing(roles, routine.vars(), inventory, hosts).stream()
        .map(Finding::toString)
        .toList();
  }

  /**
   * Required parameters that neither the vars, nor the role, nor every host gives.
   *
   * @param hosts the hosts of the run
   */
  public static List<Finding> missing(
      List<Role> roles, Map<String, Object> vars, Inventory inventory, Collection<String> hosts) {
    List<Finding> missing = new ArrayList<>();
    for (Role role : roles) {
      for (Argument argument : role.arguments()) {
        String name = argument.name();
        boolean given =
            !argument.required()
                || argument.provided()
                || vars.containsKey(name)
                || (!hosts.isEmpty()
                    && hosts.stream()
                        .flatMap(host -> inventory.host(host).stream())
                        .allMatch(host -> host.vars().has(name)));
        if (!given) {
          missing.add(
              new Finding(
                  "vars." + name,
                  "is missing; the role %s needs it (%s)"
                      .formatted(role.name(), argument.type().text())));
        }
      }
    }
    return missing;
  }
}
