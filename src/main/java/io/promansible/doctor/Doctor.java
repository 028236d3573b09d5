package io.promansible.doctor;

import io.promansible.ansible.AnsibleCollections;
import io.promansible.ansible.AnsibleInventory;
import io.promansible.ansible.AnsibleVersion;
import io.promansible.ansible.HostCheck;
import io.promansible.ansible.RunFolder;
import io.promansible.config.Configuration;
import io.promansible.doctor.Diagnosis.Level;
import io.promansible.fault.Finding;
import io.promansible.fault.InputFault;
import io.promansible.fault.WorldFault;
import io.promansible.handler.Handler;
import io.promansible.inventory.Inventory;
import io.promansible.inventory.InventoryReading;
import io.promansible.playbook.Kind;
import io.promansible.playbook.Role;
import io.promansible.playbook.RoleCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
public final class Doctor {
  /**
   * What is to be looked at.
   *
   * @param config the configuration file
   * @param ping go to every host
   * @param alertmanagerConfig the file of Alertmanager, instead of asking it
   */
  public record Request(Path config, boolean ping, Optional<Path> alertmanagerConfig) {}

  private static final Duration HOSTS = Duration.ofMinutes(5);

  private final Configuration configuration;
  private final Request request;
  private final Telling telling;

  private Doctor(Configuration configuration, Request request, Telling telling) {
    this.configuration = configuration;
    this.request = request;
    this.telling = telling;
  }

  /** Looks at everything, and tells each thing as soon as it is known. */
  public static void examine(Request request, Consumer<Diagnosis> tell) {
    Configuration configuration;
    try {
      configuration = Configuration.read(request.config(), System.getenv());
    } catch (InputFault e) {
      // Without a configuration there is nothing to look at.
      e.findings().forEach(f -> tell.accept(new Diagnosis(Level.BAD, "config", f.toString())));
      return;
    }
    new Doctor(configuration, request, new Telling(tell)).everything();
  }

  private void everything() {
    telling.good("config", request.config() + " is good");
    configuration.warnings().forEach(warning -> telling.warn("config", warning));
    AnsibleVersion ansible = ansible();
    List<Role> used = roles();
    requirements(used, ansible);
    Optional<Inventory> inventory = inventory();
    meaning(inventory);
    if (request.ping()) {
      inventory.ifPresent(known -> hosts(known, used));
    }
    Neighbours neighbours = new Neighbours(configuration, request, telling);
    neighbours.alertmanager();
    inventory.ifPresentOrElse(
        neighbours::prometheus,
        () -> telling.warn("prometheus", "not looked at, as the hosts are not known"));
    neighbours.service();
  }

  /** What the configuration means for the hosts, the templates and the roles that there are. */
  private void meaning(Optional<Inventory> inventory) {
    try {
      Path room = Files.createTempDirectory("promansible-doctor");
      try {
        Examination.Found found = Examination.of(configuration, inventory, room);
        found.faults().forEach(fault -> telling.bad("config", fault.toString()));
        found.remarks().forEach(remark -> telling.warn("config", remark.toString()));
      } finally {
        new RunFolder(room).delete();
      }
    } catch (IOException e) {
      telling.bad("config", "cannot be looked at: " + e);
    }
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
      Path room = Files.createTempDirectory("promansible-doctor");
      try {
        InventoryReading reading =
            new AnsibleInventory(configuration::ansible, configuration.playbooks(), room)
                .read(configuration.inventory().sources());
        return Optional.of(inventory(reading));
      } finally {
        new RunFolder(room).delete();
      }
    } catch (WorldFault | IOException e) {
      telling.bad("inventory", e.getMessage() + "; try ansible-inventory --list -i SOURCE by hand");
      return Optional.empty();
    }
  }

  private Inventory inventory(InventoryReading reading) {
    Inventory inventory = Inventory.of(reading, Instant.EPOCH);
    if (inventory.hosts().isEmpty()) {
      telling.bad(
          "inventory", "has no hosts, so every alert is unknown_host; look at inventory.sources");
    } else {
      telling.good("inventory", inventory.hosts().size() + " hosts");
    }
    if (!reading.warnings().isEmpty()) {
      telling.warn("inventory", "its sources say: " + reading.warnings());
    }
    inventory
        .unresolved()
        .forEach((host, why) -> telling.warn("inventory", "host " + host + ": " + why));
    return inventory;
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
