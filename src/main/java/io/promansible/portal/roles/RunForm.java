package io.promansible.portal.roles;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.access.Principal;
import io.promansible.fault.Finding;
import io.promansible.fault.Forbidden;
import io.promansible.fault.InputFault;
import io.promansible.handler.RoleCheck;
import io.promansible.manual.ManualRuns;
import io.promansible.playbook.Risk;
import io.promansible.playbook.Role;
import io.promansible.run.RunSettings;
import io.promansible.settings.SettingsFile;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The form that runs a role once: made from its argument spec, and read again. */
@Singleton
final class RunForm {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ManualRuns manual;
  private final RoleCheck roles;
  private final Supplier<RunSettings> settings;
  private final HostChoices choices;

  RunForm(ManualRuns manual, RoleCheck roles, Supplier<RunSettings> settings, HostChoices choices) {
    this.manual = manual;
    this.roles = roles;
    this.settings = settings;
    this.choices = choices;
  }

  /** The form before anything was filled in, or with what an earlier run had. */
  RoleForm fresh(Principal caller, Role role, String hosts, Map<String, JsonNode> like) {
    boolean disruptive = role.meta().risk().orElse(Risk.SAFE) == Risk.DISRUPTIVE;
    return form(
        caller,
        role,
        hosts,
        disruptive && role.meta().check(),
        RoleFields.apart(role.arguments(), like),
        List.of(),
        null);
  }

  /** The form as somebody filled it in: with what is wrong, or with what would happen. */
  RoleForm filled(Principal caller, Role role, Map<String, String> fields) {
    List<String> faults = new ArrayList<>();
    RoleForm.Ask ask = null;
    try {
      ManualRuns.Asked asked = asked(caller, role, fields);
      ask = ask(asked);
    } catch (InputFault e) {
      e.texts().stream().map(RunForm::words).forEach(faults::add);
    } catch (Forbidden e) {
      faults.add(String.valueOf(e.getMessage()));
    }
    return form(
        caller,
        role,
        fields.getOrDefault("hosts", ""),
        fields.containsKey("check"),
        RoleFields.values(fields),
        faults,
        ask);
  }

  private static RoleForm.Ask ask(ManualRuns.Asked asked) {
    return new RoleForm.Ask(
        asked.wanted().hosts().keySet().stream().sorted().toList(),
        asked.leftOut(),
        asked.wanted().request().check());
  }

  /** The form as somebody filled it in, to be changed. */
  RoleForm again(Principal caller, Role role, Map<String, String> fields) {
    return form(
        caller,
        role,
        fields.getOrDefault("hosts", ""),
        fields.containsKey("check"),
        RoleFields.values(fields),
        List.of(),
        null);
  }

  private static String words(String finding) {
    return finding.replaceFirst("^body:?\\d*:? *", "");
  }

  /**
   * Queues what was filled in.
   *
   * @throws InputFault with all that is wrong
   */
  UUID run(Principal caller, Role role, Map<String, String> fields) {
    manual.requireCapacity();
    ManualRuns.Asked asked = asked(caller, role, fields);
    RoleForm.Ask ask = ask(asked);
    if (!ask.digest().equals(fields.get("seen"))) {
      throw new InputFault(
          "hosts", "the inventory has changed meanwhile; look at the hosts once more");
    }
    return manual.ask(asked.wanted(), java.util.Optional.empty(), "").orElseThrow();
  }

  private ManualRuns.Asked asked(Principal caller, Role role, Map<String, String> fields) {
    ObjectNode body = JSON.createObjectNode();
    body.putArray("roles").add(role.name());
    body.put("hosts", fields.getOrDefault("hosts", "").strip());
    body.put("check", fields.containsKey("check"));
    ObjectNode vars = body.putObject("vars");
    List<Finding> faults = new ArrayList<>();
    RoleFields.read(role.arguments(), RoleFields.values(fields), vars, faults);
    if (!faults.isEmpty()) {
      throw new InputFault(faults);
    }
    return manual.wanted(
        SettingsFile.parse("body", body.toString(), null, Map.of()),
        roles,
        caller,
        settings.get().timeout());
  }

  private RoleForm form(
      Principal caller,
      Role role,
      String hosts,
      boolean check,
      Map<String, String> values,
      List<String> faults,
      RoleForm.@Nullable Ask ask) {
    return new RoleForm(
        hosts,
        check,
        role.meta().check()
            ? "This role can say what it would do without doing it."
            : "Ansible skips in check mode what it cannot foresee.",
        RoleFields.of(role.arguments(), values),
        choices.groups(caller),
        choices.names(caller),
        faults,
        ask);
  }
}
