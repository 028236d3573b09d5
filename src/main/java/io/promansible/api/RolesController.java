package io.promansible.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.promansible.access.AccessRole;
import io.promansible.access.Principal;
import io.promansible.access.Subject;
import io.promansible.door.RequiresRole;
import io.promansible.fault.Finding;
import io.promansible.http.Parameters;
import io.promansible.http.RequestThreads;
import io.promansible.playbook.Argument;
import io.promansible.playbook.LabelSource;
import io.promansible.playbook.OptionRule;
import io.promansible.playbook.Requires;
import io.promansible.playbook.Role;
import io.promansible.playbook.RoleCatalog;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/roles}: the role catalog. */
@Controller("/api/v1/roles")
@ExecuteOn(RequestThreads.REQUESTS)
@RequiresRole(AccessRole.VIEWER)
final class RolesController {
  /** A role as the API shows it. */
  record RoleView(
      String name,
      @Nullable String kind,
      String description,
      String readme,
      List<ArgumentView> arguments,
      List<String> alerts,
      @JsonProperty("class") @Nullable String risk,
      Requires requires,
      List<String> faults,
      List<String> remarks) {
    static RoleView of(Role role) {
      return new RoleView(
          role.name(),
          Parameters.shown(role.kind()),
          role.description(),
          role.readme(),
          role.arguments().stream().map(a -> ArgumentView.of(role, a)).toList(),
          role.meta().alerts(),
          role.meta().risk().map(Parameters::shown).orElse(null),
          role.meta().requires(),
          texts(role.faults()),
          texts(role.remarks()));
    }

    private static List<String> texts(List<Finding> findings) {
      return findings.stream().map(Finding::toString).toList();
    }
  }

  /**
   * A parameter as the API shows it.
   *
   * @param label the alert's label that gives the parameter, if one does
   * @param options the options of a mapping
   * @param rules what these options ask of each other, in words
   */
  record ArgumentView(
      String name,
      String type,
      boolean required,
      @JsonProperty("default") @Nullable JsonNode fallback,
      List<String> choices,
      boolean secret,
      String description,
      @Nullable String label,
      List<ArgumentView> options,
      List<String> rules) {
    static ArgumentView of(Role role, Argument argument) {
      LabelSource source = role.meta().labels().get(argument.name());
      return new ArgumentView(
          argument.name(),
          argument.type().text(),
          argument.required(),
          argument.secret() || argument.fallback().isMissingNode() ? null : argument.fallback(),
          argument.choices(),
          argument.secret(),
          argument.description(),
          source == null ? null : source.label(),
          argument.nested().options().stream().map(one -> of(role, one)).toList(),
          argument.nested().rules().stream().map(OptionRule::words).toList());
    }
  }

  private final RoleCatalog catalog;

  RolesController(RoleCatalog catalog) {
    this.catalog = catalog;
  }

  @Get
  Map<String, List<?>> list(Principal caller) {
    return Map.of(
        "roles",
        catalog.all().stream()
            .filter(role -> caller.may(AccessRole.VIEWER, Subject.role(role.name())))
            .map(RoleView::of)
            .toList(),
        "ignored",
        caller.everywhere(AccessRole.VIEWER)
            ? catalog.ignored().stream().map(Finding::toString).toList()
            : List.of());
  }
}
