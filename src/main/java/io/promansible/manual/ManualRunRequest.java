package io.promansible.manual;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promansible.fault.Finding;
import io.promansible.handler.RoleCheck;
import io.promansible.inventory.Inventory;
import io.promansible.playbook.Argument;
import io.promansible.playbook.Role;
import io.promansible.routine.MissingParameters;
import io.promansible.routine.Routine.Busy;
import io.promansible.settings.Section;
import io.promansible.settings.SettingsFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run that a person asks for, read and checked.
 *
 * @param roles in the order in which they run
 * @param hosts a pattern of Ansible
 */
record ManualRunRequest(
    List<Role> roles,
    String hosts,
    Map<String, Object> vars,
    boolean check,
    Duration timeout,
    Busy busy) {
  private static final ObjectMapper JSON = new ObjectMapper();

  ManualRunRequest {
    roles = List.copyOf(roles);
    // Not Map.copyOf: a variable may be null.
    vars = Collections.unmodifiableMap(new LinkedHashMap<>(vars));
  }

  /**
   * Reads a request and checks its roles, and every parameter against their specs.
   *
   * @param timeout the timeout where neither the request nor its roles give one
   * @throws io.promansible.fault.InputFault with all that is wrong
   */
  static ManualRunRequest read(SettingsFile asked, RoleCheck roles, Duration timeout) {
    Section section = asked.root();
    List<Role> known = roles.read(section);
    Map<String, Object> vars = section.tree("vars");
    RoleCheck.vars(section, known, vars);
    // Parameters only: else an operator could set what Ansible reads, such as ansible_connection.
    vars.keySet().stream()
        .filter(name -> known.stream().noneMatch(role -> role.knows(name)) || reserved(name))
        // RoleCheck.vars has reported what looks like a typing error already.
        .filter(name -> !RoleCheck.misspelt(known, name))
        .forEach(name ->
            section.fault("vars", "has '" + name + "', which is no parameter of these roles"));
    vars.forEach((name, value) -> {
      if (template(value)) {
        section.fault("vars", "has a template in '" + name + "'; it would run on this machine");
      }
    });
    Duration own =
        known.stream()
            .flatMap(role -> role.meta().timeout().stream())
            .max(Duration::compareTo)
            .orElse(timeout);
    ManualRunRequest request =
        new ManualRunRequest(
            known,
            section.required("hosts"),
            vars,
            section.flag("check", false),
            section.duration("timeout", own, Duration.ofSeconds(1)),
            section.choice("busy", Busy.class, Busy.WAIT));
    asked.end();
    return request;
  }

  private static boolean reserved(String name) {
    return name.startsWith("ansible_") || name.startsWith("__") || name.equals("promansible");
  }

  private static boolean template(@Nullable Object value) {
    return switch (value) {
      case String text -> text.contains("{{") || text.contains("{%") || text.contains("{#");
      case List<?> list -> list.stream().anyMatch(ManualRunRequest::template);
      case Map<?, ?> map ->
          map.entrySet().stream().anyMatch(e -> template(e.getKey()) || template(e.getValue()));
      case null, default -> false;
    };
  }

  /**
   * Finds parameters that a role needs and neither the request, nor the role, nor every host gives;
   * and those that would send a secret of the inventory to where a person says.
   */
  List<Finding> faults(Collection<String> hosts, Inventory known) {
    List<Finding> faults = new ArrayList<>(redirectedSecrets(hosts, known));
    faults.addAll(MissingParameters.missing(roles, vars, known, hosts));
    return faults;
  }

  /** Parameters that redirect secrets of the inventory; whoever gives the secrets may set them. */
  private List<Finding> redirectedSecrets(Collection<String> hosts, Inventory known) {
    List<Finding> faults = new ArrayList<>();
    for (Role role : roles) {
      List<String> secrets =
          role.arguments().stream()
              .filter(Argument::secret)
              .map(Argument::name)
              .filter(name -> !vars.containsKey(name))
              .filter(name ->
                  hosts.stream()
                      .flatMap(host -> known.host(host).stream())
                      .anyMatch(host -> host.vars().has(name)))
              .toList();
      if (!secrets.isEmpty()) {
        role.meta().inventoryOnly().stream()
            .filter(vars::containsKey)
            .map(name ->
                new Finding(
                    "vars." + name,
                    "tells where secrets of the inventory are sent to; leave it to the inventory, or give %s too"
                        .formatted(String.join(", ", secrets))))
            .forEach(faults::add);
      }
    }
    return faults;
  }

  /** The variables with texts converted to the roles' types: a command line gives only texts. */
  Map<String, Object> converted() {
    Map<String, Object> converted = new LinkedHashMap<>(vars);
    converted.replaceAll((name, value) ->
        value instanceof String text
            ? roles.stream()
                .flatMap(role -> role.argument(name).stream())
                .findFirst()
                .<Object>map(argument -> plain(argument.convert(text)))
                .orElse(text)
            : value);
    return converted;
  }

  private static Object plain(JsonNode node) {
    return JSON.convertValue(node, Object.class);
  }
}
