package io.promansible.handler;

import io.promansible.settings.Nearest;
import io.promansible.settings.Section;
import java.util.List;
import java.util.function.Supplier;

/** Checks that the roles a section names are in the catalog. */
public record RoleCheck(Supplier<List<String>> known) {
  /** The texts of {@code roles}, each checked. */
  public List<String> read(Section section) {
    List<String> roles = section.texts("roles", List.of());
    if (roles.isEmpty()) {
      section.fault("roles", "is missing; name at least one role");
    }
    List<String> names = known.get();
    for (String role : roles) {
      if (!names.contains(role)) {
        section.fault(
            "roles",
            "names the role '%s', which is not in the role catalog%s"
                .formatted(role, Nearest.hint(role, names)));
      }
    }
    return roles;
  }
}
