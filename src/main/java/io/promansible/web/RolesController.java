package io.promansible.web;

import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.promansible.access.AccessRole;
import io.promansible.playbook.Argument;
import io.promansible.playbook.Role;
import io.promansible.playbook.RoleCatalog;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/roles}: the role catalog. */
@Controller("/api/v1/roles")
@ExecuteOn(TaskExecutors.BLOCKING)
@Needs(AccessRole.VIEWER)
final class RolesController {
  /** A role as the API shows it. */
  record RoleView(
      String name,
      @Nullable String kind,
      String description,
      String readme,
      List<Argument> arguments,
      List<String> faults) {
    static RoleView of(Role role) {
      return new RoleView(
          role.name(),
          Parameters.shown(role.kind()),
          role.description(),
          role.readme(),
          role.arguments(),
          role.faults());
    }
  }

  private final RoleCatalog catalog;

  RolesController(RoleCatalog catalog) {
    this.catalog = catalog;
  }

  @Get
  Map<String, List<RoleView>> list() {
    return Map.of("roles", catalog.all().stream().map(RoleView::of).toList());
  }
}
