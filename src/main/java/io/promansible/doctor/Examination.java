package io.promansible.doctor;

import io.promansible.access.GrantRule;
import io.promansible.access.Scope;
import io.promansible.ansible.HostPattern;
import io.promansible.config.Configuration;
import io.promansible.fault.Finding;
import io.promansible.fault.InputFault;
import io.promansible.fault.WorldFault;
import io.promansible.freeze.FreezeWindow;
import io.promansible.handler.Handler;
import io.promansible.handler.Mode;
import io.promansible.handler.Parameter;
import io.promansible.inventory.Host;
import io.promansible.inventory.Inventory;
import io.promansible.label.Re2;
import io.promansible.play.PlaySyntax;
import io.promansible.playbook.Kind;
import io.promansible.playbook.PlayTemplate;
import io.promansible.playbook.Role;
import io.promansible.playbook.RoleCatalog;
import io.promansible.playbook.RolePlacement;
import io.promansible.routine.MissingParameters;
import io.promansible.routine.Routine;
import io.promansible.settings.Nearest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Checks a configuration against the world: its play templates and roles by Ansible itself, its
 * handlers and routines by the hosts that there are, its freezes by the names in it.
 */
public final class Examination {
  private final Configuration configuration;
  private final RoleCatalog catalog;
  private final Path scratch;
  private final List<Finding> faults = new ArrayList<>();
  private final List<Finding> remarks = new ArrayList<>();

  private Examination(Configuration configuration, Path scratch) {
    this.configuration = configuration;
    this.scratch = scratch;
    this.catalog = configuration.catalog();
  }

  /**
   * What was found.
   *
   * @param faults what would fail or do nothing
   * @param remarks what is worth a look
   */
  public record Found(List<Finding> faults, List<Finding> remarks) {}

  /**
   * Checks all of a configuration.
   *
   * @param inventory the hosts; empty when they cannot be read, which the caller reports
   * @param scratch a folder for files that are needed meanwhile
   */
  public static Found of(Configuration configuration, Optional<Inventory> inventory, Path scratch) {
    Examination examination = new Examination(configuration, scratch);
    examination.catalog.ignored().forEach(examination.remarks::add);
    try {
      examination.template(Kind.ALERT, configuration.handlers().roleNames());
      examination.template(Kind.ROUTINE, routineRoles(configuration));
    } catch (WorldFault e) {
      examination.remarks.add(
          new Finding("playbooks", "Ansible cannot be asked about them: " + e.getMessage()));
    }
    examination.freezes();
    examination.dataFolder();
    inventory
        .filter(known -> !known.hosts().isEmpty())
        .ifPresent(known -> {
          examination.handlers(known);
          examination.routines(known);
          examination.grants(known);
        });
    return new Found(examination.faults, examination.remarks);
  }

  /** Checks that the hosts, handlers and roles at which grants and tokens end are there. */
  private void grants(Inventory known) {
    List<GrantRule> grants = configuration.access().grants();
    for (int i = 0; i < grants.size(); i++) {
      scope("access.grants[" + i + "]", grants.get(i).grant().scope(), known);
    }
    configuration
        .access()
        .tokens()
        .forEach(token -> scope("token " + token.name(), token.grant().scope(), known));
  }

  private void scope(String where, Scope scope, Inventory known) {
    scope.hosts().stream()
        .filter(name -> known.hostsOf(name).isEmpty())
        .map(name ->
            new Finding(
                where + ".hosts",
                "'%s' is no host or group of the inventory%s".formatted(name, known.hint(name))))
        .forEach(faults::add);
    unmatched(scope.handlers(), configuration.handlers().all().stream().map(Handler::name))
        .map(pattern -> new Finding(where + ".handlers", "'" + pattern + "' matches no handler"))
        .forEach(faults::add);
    unmatched(scope.roles(), catalog.all().stream().map(Role::name))
        .map(pattern -> new Finding(where + ".roles", "'" + pattern + "' matches no role"))
        .forEach(faults::add);
  }

  private static Stream<String> unmatched(List<String> patterns, Stream<String> names) {
    List<String> all = names.toList();
    return patterns.stream()
        .filter(pattern -> all.stream().noneMatch(name -> Re2.anchored(pattern).matches(name)));
  }

  private static Set<String> routineRoles(Configuration configuration) {
    Set<String> roles = new TreeSet<>();
    configuration.routines().all().forEach(routine -> roles.addAll(routine.roles()));
    return roles;
  }

  /** Checks all roles at once; one by one only if that fails, as each check takes a second. */
  private void template(Kind kind, Set<String> roles) {
    PlayTemplate template;
    try {
      template = PlayTemplate.read(configuration.playbooks(), kind);
    } catch (InputFault e) {
      faults.addAll(e.findings());
      return;
    }
    Path file = configuration.playbooks().resolve(kind.folder()).resolve(kind.template());
    List<Role> known = roles.stream().flatMap(role -> catalog.find(kind, role).stream()).toList();
    if (syntax(kind, template, known).isEmpty()) {
      return;
    }
    // If it fails without a role, the template itself is wrong.
    Optional<String> alone = syntax(kind, template, List.of());
    if (alone.isPresent()) {
      faults.add(new Finding(file.toString(), alone.get()));
      return;
    }
    for (Role role : known) {
      syntax(kind, template, List.of(role))
          .ifPresent(why -> faults.add(new Finding("role " + role.name(), why)));
    }
  }

  private Optional<String> syntax(Kind kind, PlayTemplate template, List<Role> roles) {
    RolePlacement placement = RolePlacement.of(catalog, kind, roles);
    Set<String> host = Set.of("example");
    return PlaySyntax.fault(
        configuration.playbooks(),
        placement,
        configuration.playbooks().resolve(kind.folder()).resolve(kind.template()),
        template.render(host, placement.names(), 0, false),
        host,
        configuration.ansible());
  }

  /** Finds freeze windows that match nothing: a typing error there switches a safety off. */
  private void freezes() {
    Set<String> names = new TreeSet<>(Set.of("person"));
    configuration.handlers().all().forEach(handler -> names.add(handler.name()));
    configuration.routines().all().forEach(routine -> names.add(routine.name()));
    for (FreezeWindow window : configuration.freeze()) {
      for (String pattern : window.handlers()) {
        if (names.stream().noneMatch(name -> Pattern.matches(pattern, name))) {
          faults.add(
              new Finding(
                  "freeze " + window.name(),
                  "'%s' matches no handler and no routine of this file%s"
                      .formatted(pattern, Nearest.hint(pattern, names))));
        }
      }
    }
  }

  /** Checks that the data folder can be written, or made by the service, and has room. */
  private void dataFolder() {
    Path data = configuration.data();
    Path nearest = data;
    while (nearest != null && !Files.exists(nearest)) {
      nearest = nearest.getParent();
    }
    if (nearest == null || !Files.isDirectory(nearest) || !Files.isWritable(nearest)) {
      remarks.add(
          new Finding(
              "data",
              "%s cannot be written by %s; the service needs that"
                  .formatted(data, System.getProperty("user.name"))));
    } else {
      long free = nearest.toFile().getUsableSpace();
      if (free < configuration.runs().diskMin()) {
        remarks.add(
            new Finding(
                "data",
                "the disk of %s has %d MB left, and %d MB must be free (runs.disk_min)"
                    .formatted(data, free >> 20, configuration.runs().diskMin() >> 20)));
      }
    }
  }

  /** Finds parameters that neither the handler, nor a label, nor every host gives. */
  private void handlers(Inventory inventory) {
    for (Handler handler : configuration.handlers().all()) {
      for (int step = 0; step <= handler.escalate().size(); step++) {
        Handler at = handler.at(step);
        for (Parameter parameter : at.parameters()) {
          String name = parameter.argument().name();
          boolean wanted =
              parameter.argument().required()
                  && !parameter.argument().provided()
                  && !at.vars().containsKey(name)
                  && parameter.from().isEmpty();
          List<String> lack =
              inventory.hosts().stream()
                  .filter(host -> !host.vars().has(name))
                  .map(Host::name)
                  .toList();
          if (wanted && !lack.isEmpty()) {
            lacks(at, parameter, lack, inventory.hosts().size());
          }
        }
      }
    }
  }

  private void lacks(Handler handler, Parameter parameter, List<String> lack, int hosts) {
    boolean all = lack.size() == hosts;
    // A handler in mode observe shows this in its decisions, one by one.
    (all && handler.mode() != Mode.OBSERVE ? faults : remarks)
        .add(
            new Finding(
                "handler " + handler.name(),
                "role %s needs %s, which neither its vars nor %s; give it in the handler's vars or as a variable of the hosts"
                    .formatted(
                        parameter.role(),
                        parameter.argument().name(),
                        all
                            ? "any host has"
                            : "%d of %d hosts have (%s)"
                                .formatted(lack.size(), hosts, some(lack)))));
  }

  private void routines(Inventory inventory) {
    HostPattern patterns = new HostPattern(scratch);
    for (Routine routine : configuration.routines().all()) {
      String where = "routine " + routine.name();
      try {
        Set<String> hosts = patterns.hosts(routine.hosts(), inventory, configuration.ansible());
        if (hosts.isEmpty()) {
          faults.add(
              new Finding(
                  where,
                  "hosts '%s' are none of the inventory%s"
                      .formatted(routine.hosts(), inventory.hint(routine.hosts()))));
        }
        MissingParameters.missing(routine, catalog, inventory, hosts)
            .forEach(what -> faults.add(new Finding(where, what)));
      } catch (InputFault | WorldFault e) {
        faults.add(new Finding(where, String.valueOf(e.getMessage())));
      }
    }
  }

  private static String some(List<String> names) {
    int most = 5;
    return String.join(", ", names.subList(0, Math.min(most, names.size())))
        + (names.size() > most ? ", …" : "");
  }
}
