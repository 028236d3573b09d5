package io.promansible.handler;

import io.promansible.inventory.HostFrom;
import io.promansible.label.Labels;
import io.promansible.label.Matcher;
import io.promansible.label.Matchers;
import io.promansible.playbook.Risk;
import io.promansible.playbook.Role;
import io.promansible.settings.Section;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The handlers in force, in the order of the file.
 *
 * @param overall the limits over all of them
 */
public record Handlers(List<Handler> all, FleetLimits overall) {
  private static final Duration TIMEOUT_LEAST = Duration.ofSeconds(1);
  private static final Duration HOST_COOLDOWN = Duration.ofMinutes(2);
  // How long disruptive handlers wait whether the fault passes by itself.
  private static final Duration SETTLED = Duration.ofMinutes(2);

  public Handlers {
    all = List.copyOf(all);
  }

  /** The handlers whose matchers hold; every one of them acts, each on its own. */
  public List<Handler> matching(Labels labels) {
    return all.stream().filter(handler -> handler.matchers().match(labels)).toList();
  }

  /** The roles that any handler may run, those of its escalation too. */
  public Set<String> roleNames() {
    return all.stream()
        .flatMap(handler ->
            Stream.concat(
                handler.roles().stream(),
                handler.escalate().stream()
                    .flatMap(escalationStep -> escalationStep.roles().stream())))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The handler of this name. */
  public Optional<Handler> find(String name) {
    return all.stream().filter(handler -> handler.name().equals(name)).findFirst();
  }

  /**
   * The list {@code handlers}.
   *
   * @param hosts how labels name hosts, where a handler does not say
   * @param timeout of a run, where a handler does not say
   */
  public static Handlers read(
      List<Section> sections,
      FleetLimits overall,
      RoleCheck roles,
      HostFrom hosts,
      Duration timeout) {
    List<Handler> handlers = new ArrayList<>();
    for (Section section : sections) {
      Handler handler = one(section, roles, hosts, timeout);
      if (handlers.stream().anyMatch(other -> other.name().equals(handler.name()))) {
        section.fault(
            "name",
            "'" + handler.name() + "' is the name of another handler too; names must differ");
      }
      handlers.add(handler);
    }
    return new Handlers(handlers, overall);
  }

  private static Handler one(Section section, RoleCheck roles, HostFrom hosts, Duration timeout) {
    Mode mode = section.choice("mode", Mode.class, Mode.OBSERVE);
    String name = section.required("name");
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,99}|")) {
      section.fault("name", "must be letters, digits, '_', '-' and '.', at most 100 of them");
    }
    RoleDefaults defaults = new RoleDefaults(roles.read(section));
    Map<String, Object> vars = section.tree("vars");
    RoleCheck.vars(section, defaults.roles(), vars);
    Risk risk = section.choice("class", Risk.class, defaults.risk());
    Handler handler =
        new Handler(
            name,
            matchers(section, defaults),
            hostFrom(section, hosts),
            section.texts("same", List.of()),
            names(defaults.roles()),
            vars,
            Parameter.of(defaults.roles()),
            mode,
            risk,
            section.flag("check", false),
            section.duration("timeout", defaults.timeout(timeout), TIMEOUT_LEAST),
            section.duration("min_age", risk == Risk.SAFE ? Duration.ZERO : SETTLED),
            PreStartSettings.read(section.section("before_start"), risk),
            Verify.read(section.section("verify"), defaults.verify()),
            Cooldown.read(section.section("cooldown"), risk),
            section.duration("host_cooldown", HOST_COOLDOWN),
            Limits.read(section.section("limits"), risk),
            Breaker.read(section.section("breaker")),
            section.flag("silence", false),
            section.flag("stop_on_resolve", false),
            escalation(section, roles, vars, timeout));
    section.end();
    return handler;
  }

  /** {@code target: LABEL} is short for {@code host_from: {label: LABEL}}. */
  private static HostFrom hostFrom(Section section, HostFrom general) {
    HostFrom from = HostFrom.read(section.section("host_from"), general);
    return new HostFrom(
        section.text("target", from.label()), from.pattern(), from.lowercase(), from.domain());
  }

  private static List<String> names(List<Role> roles) {
    return roles.stream().map(Role::name).toList();
  }

  private static Matchers matchers(Section section, RoleDefaults defaults) {
    List<Matcher> matchers = new ArrayList<>();
    List<String> texts = section.texts("matchers", defaults.matchers());
    // An unknown or faulty role has been reported already, and its alerts are not known.
    boolean known =
        section.texts("roles", List.of()).size() == defaults.roles().size()
            && defaults.roles().stream().allMatch(r -> r.faults().isEmpty());
    if (texts.isEmpty() && known) {
      section.fault(
          "matchers",
          "is missing, and none of the roles says in its meta/promansible.yml which alerts it answers; without one the handler would answer every alert");
    }
    for (String text : texts) {
      try {
        Matchers read = Matchers.parse(text);
        if (read.all().isEmpty()) {
          section.fault("matchers", "has '" + text + "', which would match every alert");
        }
        matchers.addAll(read.all());
      } catch (IllegalArgumentException e) {
        section.fault("matchers", "is wrong: " + e.getMessage());
      }
    }
    return new Matchers(matchers);
  }

  private static List<EscalationStep> escalation(
      Section section, RoleCheck catalog, Map<String, Object> vars, Duration timeout) {
    List<EscalationStep> escalation = new ArrayList<>();
    for (Section escalationStep : section.sections("escalate")) {
      RoleDefaults defaults = new RoleDefaults(catalog.read(escalationStep));
      RoleCheck.vars(section, defaults.roles(), vars);
      escalation.add(
          new EscalationStep(
              names(defaults.roles()),
              Parameter.of(defaults.roles()),
              escalationStep.choice("mode", Mode.class, Mode.APPROVE),
              escalationStep.choice("class", Risk.class, defaults.risk()),
              escalationStep.duration("timeout", defaults.timeout(timeout), TIMEOUT_LEAST),
              Verify.read(escalationStep.section("verify"), defaults.verify())));
      escalationStep.end();
    }
    return escalation;
  }
}
