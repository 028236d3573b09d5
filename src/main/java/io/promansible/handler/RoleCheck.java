package io.promansible.handler;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.promansible.playbook.Argument;
import io.promansible.playbook.Kind;
import io.promansible.playbook.Role;
import io.promansible.playbook.RoleCatalog;
import io.promansible.project.Checkout;
import io.promansible.settings.Nearest;
import io.promansible.settings.Section;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Checks that the roles a section names are in the catalog, and that they and its vars agree. */
public record RoleCheck(RoleCatalog catalog, Kind kind) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Reads the key {@code roles}; a role that is missing or faulty becomes a finding. */
  public List<Role> read(Section section) {
    List<String> names = section.texts("roles", List.of());
    if (names.isEmpty()) {
      section.fault("roles", "is missing; name at least one role");
    }
    List<Role> roles = new ArrayList<>();
    for (String name : names) {
      catalog
          .find(kind, name)
          .ifPresentOrElse(roles::add, () -> section.fault("roles", unknown(name)));
    }
    List<String> projects =
        roles.stream()
            .flatMap(role -> role.checkout().stream())
            .map(Checkout::project)
            .distinct()
            .toList();
    if (projects.size() > 1) {
      section.fault(
          "roles",
          "are of the projects %s; one play has roles of one project"
              .formatted(String.join(" and ", projects)));
    }
    for (Role role : roles) {
      role.faults()
          .forEach(finding ->
              section.fault(
                  "roles", "names the role '" + role.name() + "', which is faulty: " + finding));
    }
    return roles;
  }

  private String unknown(String name) {
    Optional<String> whyNot = catalog.whyNot(name);
    if (whyNot.isPresent()) {
      return "names the role '%s', which is not in the role catalog: %s"
          .formatted(name, whyNot.get());
    }
    List<String> names = new ArrayList<>(catalog.names(kind));
    if (kind == Kind.ROUTINE) {
      names.addAll(catalog.names(Kind.ALERT));
    }
    return "names the role '%s', which is not in the role catalog%s; looked for in %s (playbooks)"
        .formatted(
            name,
            Nearest.hint(name, names),
            catalog.shelves(kind).stream()
                .limit(kind == Kind.ROUTINE ? 2 : 1)
                .map(Path::toString)
                .collect(Collectors.joining(" and ")));
  }

  /** Checks the vars against the roles' specs. */
  public static void vars(Section section, List<Role> roles, Map<String, Object> vars) {
    for (Map.Entry<String, Object> entry : vars.entrySet()) {
      for (Role role : roles) {
        Optional<Argument> argument = role.argument(entry.getKey());
        if (argument.isPresent()) {
          argument
              .get()
              .complaint(JSON.valueToTree(entry.getValue()))
              .ifPresent(what ->
                  section.fault(
                      "vars", "'" + entry.getKey() + "' of role " + role.name() + " " + what));
        } else if (role.owns(entry.getKey()) && none(roles, entry.getKey())) {
          // Report only typing errors: a role may know more variables than it declares.
          Nearest.to(entry.getKey(), role.arguments().stream().map(Argument::name).toList())
              .ifPresent(near ->
                  section.fault(
                      "vars",
                      "'%s' is no parameter of role %s; did you mean '%s'?"
                          .formatted(entry.getKey(), role.name(), near)));
        }
      }
    }
  }

  /** Whether {@link #vars} reports this name as a likely typing error. */
  public static boolean misspelt(List<Role> roles, String name) {
    return none(roles, name)
        && roles.stream()
            .filter(role -> role.owns(name))
            .anyMatch(role ->
                Nearest.to(name, role.arguments().stream().map(Argument::name).toList())
                    .isPresent());
  }

  private static boolean none(List<Role> roles, String name) {
    return roles.stream().allMatch(role -> role.argument(name).isEmpty());
  }
}
