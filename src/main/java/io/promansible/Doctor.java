package io.promansible;

import io.promansible.ansible.AnsibleCollections;
import io.promansible.ansible.AnsibleInventory;
import io.promansible.ansible.AnsibleVersion;
import io.promansible.ansible.HostCheck;
import io.promansible.cli.DoctorCommand.Diagnosis;
import io.promansible.cli.DoctorCommand.Level;
import io.promansible.cli.DoctorCommand.Wish;
import io.promansible.fault.Finding;
import io.promansible.fault.InputFault;
import io.promansible.fault.WorldFault;
import io.promansible.handler.Handler;
import io.promansible.inventory.Inventory;
import io.promansible.playbook.Kind;
import io.promansible.playbook.Role;
import io.promansible.playbook.RoleCatalog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Looks at everything that a configuration leans on, and says what to do about what is amiss. */
final class Doctor {
  private static final Duration HOSTS = Duration.ofMinutes(5);

  private final Configuration configuration;
  private final Wish wish;
  private final Telling telling;

  private Doctor(Configuration configuration, Wish wish, Telling telling) {
    this.configuration = configuration;
    this.wish = wish;
    this.telling = telling;
  }

  static void examine(Wish wish, Consumer<Diagnosis> tell) {
    Configuration configuration;
    try {
      configuration = Configuration.read(wish.config(), System.getenv());
    } catch (InputFault e) {
      // Without a configuration there is nothing to look at.
      e.findings().forEach(f -> tell.accept(new Diagnosis(Level.BAD, "config", f.toString())));
      return;
    }
    new Doctor(configuration, wish, new Telling(tell)).everything();
  }

  private void everything() {
    telling.good("config", wish.config() + " is good");
    configuration.warnings().forEach(warning -> telling.warn("config", warning));
    AnsibleVersion ansible = ansible();
    List<Role> used = roles();
    requirements(used, ansible);
    Optional<Inventory> inventory = inventory();
    if (wish.ping()) {
      inventory.ifPresent(known -> hosts(known, used));
    }
    Neighbours neighbours = new Neighbours(configuration, wish, telling);
    neighbours.alertmanager();
    inventory.ifPresent(neighbours::prometheus);
  }

  private AnsibleVersion ansible() {
    AnsibleVersion ansible = new AnsibleVersion(configuration::ansible);
    ansible.look();
    ansible
        .trouble()
        .ifPresentOrElse(
            trouble -> telling.bad("ansible", trouble),
            () -> telling.good("ansible", "ansible-core " + ansible.version()));
    return ansible;
  }

  private List<Role> roles() {
    RoleCatalog catalog = new RoleCatalog(configuration.playbooks());
    Set<String> used = configuration.handlers().roleNames();
    List<Role> roles = new ArrayList<>();
    for (Role role : catalog.all()) {
      Level level = used.contains(role.name()) ? Level.BAD : Level.WARN;
      role.faults().forEach(fault -> telling.tell(level, "roles", fault.toString()));
      role.remarks().stream()
          .map(Finding::toString)
          .forEach(remark -> telling.warn("roles", remark));
      if (used.contains(role.name()) && role.kind() == Kind.ALERT) {
        roles.add(role);
      }
    }
    telling.good(
        "roles", catalog.all().size() + " in the catalog, " + roles.size() + " used by handlers");
    List<Handler> handlers = configuration.handlers().all();
    telling.good(
        "handlers",
        handlers.size()
            + handlers.stream()
                .collect(Collectors.groupingBy(Handler::mode, TreeMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .map(e ->
                    ", " + e.getValue() + " in mode " + e.getKey().name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining()));
    return roles;
  }

  private void requirements(List<Role> roles, AnsibleVersion ansible) {
    Set<String> wanted = new TreeSet<>();
    for (Role role : roles) {
      wanted.addAll(role.meta().requires().collections());
      if (ansible.trouble().isEmpty() && !ansible.atLeast(role.meta().requires().ansible())) {
        telling.bad(
            "ansible",
            "role %s needs ansible-core %s or newer, this is %s"
                .formatted(role.name(), role.meta().requires().ansible(), ansible.version()));
      }
    }
    if (wanted.isEmpty()) {
      return;
    }
    telling.attempt(
        "ansible",
        () -> {
          Set<String> installed = AnsibleCollections.installed(configuration.ansible());
          for (Role role : roles) {
            for (String name : role.meta().requires().collections()) {
              if (installed.contains(name)) {
                telling.good("ansible", "collection " + name + ", for role " + role.name());
              } else {
                telling.bad(
                    "ansible",
                    "role %s needs the collection %s: ansible-galaxy collection install %s"
                        .formatted(role.name(), name, name));
              }
            }
          }
        });
  }

  private Optional<Inventory> inventory() {
    try {
      Inventory inventory =
          Inventory.of(
              new AnsibleInventory(configuration::ansible)
                  .list(configuration.inventory().sources()),
              Instant.EPOCH);
      if (inventory.hosts().isEmpty()) {
        telling.bad(
            "inventory", "has no hosts, so every alert is unknown_host; look at inventory.sources");
      } else {
        telling.good("inventory", inventory.hosts().size() + " hosts");
      }
      return Optional.of(inventory);
    } catch (WorldFault e) {
      telling.bad("inventory", e.getMessage() + "; try ansible-inventory --list -i SOURCE by hand");
      return Optional.empty();
    }
  }

  private void hosts(Inventory inventory, List<Role> roles) {
    Set<String> names =
        inventory.hosts().stream()
            .map(h -> h.name())
            .collect(Collectors.toCollection(TreeSet::new));
    if (names.isEmpty()) {
      return;
    }
    Set<String> programs =
        roles.stream()
            .flatMap(role -> role.meta().requires().programs().stream())
            .collect(Collectors.toCollection(TreeSet::new));
    telling.attempt(
        "hosts",
        () -> {
          Map<String, HostCheck.Answer> answers =
              HostCheck.look(
                  configuration.playbooks(),
                  inventory.restrictedTo(names, Map.of()),
                  names,
                  programs,
                  configuration.runs().forks(),
                  configuration.ansible(),
                  HOSTS);
          int well = 0;
          for (String name : names) {
            switch (answers.get(name)) {
              case HostCheck.Answer.Reached(var missing) when missing.isEmpty() -> well++;
              case HostCheck.Answer.Reached(var missing) ->
                  telling.warn("hosts", name + ": " + missing(missing, roles));
              case HostCheck.Answer.Trouble(var why) -> telling.bad("hosts", name + ": " + why);
              case null ->
                  telling.bad(
                      "hosts", name + ": no answer within " + HOSTS.toMinutes() + " minutes");
            }
          }
          telling.tell(
              well == names.size() ? Level.GOOD : Level.WARN,
              "hosts",
              well + " of " + names.size() + " can be worked on and have what the roles need");
        });
  }

  private static String missing(List<String> programs, List<Role> roles) {
    return programs.stream()
        .map(program ->
            program
                + " is missing, for "
                + roles.stream()
                    .filter(role -> role.meta().requires().programs().contains(program))
                    .map(Role::name)
                    .collect(Collectors.joining(", ")))
        .collect(Collectors.joining("; "));
  }
}
