package io.promansible.config;

import io.promansible.handler.Handler;
import io.promansible.handler.Handlers;
import io.promansible.inventory.InventorySettings;
import io.promansible.playbook.Kind;
import io.promansible.playbook.Role;
import io.promansible.playbook.RoleCatalog;
import io.promansible.settings.SettingsFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Remarks about a configuration without faults; each is worth saying once. */
final class ConfigurationWarnings {
  /** Environment variables of Promansible that stand for no key of the file. */
  private static final Set<String> OTHER_VARIABLES =
      Set.of(
          "PROMANSIBLE_CONFIG",
          "PROMANSIBLE_URL",
          "PROMANSIBLE_TOKEN_FILE",
          "PROMANSIBLE_CA",
          "PROMANSIBLE_FACTS",
          "PROMANSIBLE_JAVA_OPTS");

  private ConfigurationWarnings() {}

  /** All remarks about a configuration. */
  static List<String> of(SettingsFile file, RoleCatalog catalog, Configuration read) {
    List<String> configurationWarnings = unusedVariables(file);
    configurationWarnings.addAll(undeclaredVars(catalog, read.handlers()));
    configurationWarnings.addAll(missingInventorySources(read));
    return configurationWarnings;
  }

  /** Remarks about the roles of handlers, and about variables that none of them declares. */
  private static List<String> undeclaredVars(RoleCatalog catalog, Handlers handlers) {
    List<String> configurationWarnings = new ArrayList<>();
    for (Handler handler : handlers.all()) {
      List<Role> roles =
          Stream.concat(
                  handler.roles().stream(),
                  handler.escalate().stream().flatMap(step -> step.roles().stream()))
              .distinct()
              .flatMap(name -> catalog.find(Kind.ALERT, name).stream())
              .toList();
      if (roles.stream().allMatch(Role::described)) {
        handler.vars().keySet().stream()
            .filter(name -> roles.stream().noneMatch(role -> role.knows(name)))
            .map(name ->
                "handler %s gives '%s', which none of its roles declares"
                    .formatted(handler.name(), name))
            .forEach(configurationWarnings::add);
      }
    }
    configurationWarnings.addAll(ofUsedRoles(catalog, handlers));
    return configurationWarnings;
  }

  private static List<String> ofUsedRoles(RoleCatalog catalog, Handlers handlers) {
    return handlers.all().stream()
        .flatMap(handler -> handler.roles().stream())
        .distinct()
        .flatMap(name -> catalog.find(Kind.ALERT, name).stream())
        .flatMap(role -> role.remarks().stream())
        .map(remark -> "role " + remark)
        .toList();
  }

  private static List<String> missingInventorySources(Configuration read) {
    return read.inventory().sources().stream()
        .filter(source -> InventorySettings.isFile(source) && !Files.exists(Path.of(source)))
        .map(source ->
            "the inventory source "
                + source
                + " does not exist; until it does, alerts are answered 503")
        .toList();
  }

  private static List<String> unusedVariables(SettingsFile file) {
    List<String> warnings = new ArrayList<>();
    List<String> unused = file.unusedOverrides(OTHER_VARIABLES);
    if (!unused.isEmpty()) {
      warnings.add("environment variables that match no key: " + String.join(", ", unused));
    }
    return warnings;
  }
}
