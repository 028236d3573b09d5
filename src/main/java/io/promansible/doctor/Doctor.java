package io.promansible.doctor;

import io.promansible.ansible.AnsibleCollections;
import io.promansible.ansible.AnsibleInventory;
import io.promansible.ansible.AnsibleVersion;
import io.promansible.config.Configuration;
import io.promansible.disk.ScratchFolder;
import io.promansible.doctor.Diagnosis.Level;
import io.promansible.fault.Finding;
import io.promansible.fault.InputFault;
import io.promansible.fault.WorldFault;
import io.promansible.handler.Handler;
import io.promansible.inventory.Inventory;
import io.promansible.inventory.InventoryReading;
import io.promansible.inventory.InventorySettings;
import io.promansible.playbook.Kind;
import io.promansible.playbook.Role;
import io.promansible.playbook.RoleCatalog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Looks at everything that a configuration leans on, and says what to do about what is amiss. */
public final class Doctor {
  /**
   * What the doctor is to look at.
   *
   * @param config the configuration file
   * @param ping whether to connect to every host
   * @param alertmanagerConfig Alertmanager's configuration file, instead of asking Alertmanager
   */
  public record Request(Path config, boolean ping, Optional<Path> alertmanagerConfig) {}

  private final Configuration configuration;
  private final Request request;
  private final DoctorReport report;

  private Doctor(Configuration configuration, Request request, DoctorReport report) {
    this.configuration = configuration;
    this.request = request;
    this.report = report;
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
    new Doctor(configuration, request, new DoctorReport(tell)).everything();
  }

  private void everything() {
    report.good("config", request.config() + " is good");
    configuration.warnings().forEach(warning -> report.warn("config", warning));
    AnsibleVersion ansible = ansible();
    List<Role> used = roles();
    requirements(used, ansible);
    Optional<Inventory> inventory = inventory();
    configurationAgainstWorld(inventory);
    if (request.ping()) {
      inventory.ifPresent(known -> new HostsCheckup(configuration, report).check(known, used));
    }
    new LoginCheckup(configuration, report).check();
    MonitoringCheckup monitoring = new MonitoringCheckup(configuration, request, report);
    monitoring.alertmanager();
    inventory.ifPresentOrElse(
        monitoring::prometheus,
        () -> report.warn("prometheus", "not looked at, as the hosts are not known"));
    monitoring.service();
  }

  /** Holds the configuration against the hosts, the templates and the roles that there are. */
  private void configurationAgainstWorld(Optional<Inventory> inventory) {
    try (ScratchFolder scratch = ScratchFolder.make("doctor")) {
      Examination.Found found = Examination.of(configuration, inventory, scratch.path());
      found.faults().forEach(fault -> report.bad("config", fault.toString()));
      found.remarks().forEach(remark -> report.warn("config", remark.toString()));
    } catch (IOException e) {
      report.bad("config", "cannot be looked at: " + e);
    }
  }

  private AnsibleVersion ansible() {
    AnsibleVersion ansible = new AnsibleVersion(configuration::ansible);
    ansible.detect();
    ansible
        .trouble()
        .ifPresentOrElse(
            trouble -> report.bad("ansible", trouble),
            () -> report.good("ansible", "ansible-core " + ansible.version()));
    return ansible;
  }

  private List<Role> roles() {
    RoleCatalog catalog = configuration.catalog();
    Set<String> used = configuration.handlers().roleNames();
    List<Role> roles = new ArrayList<>();
    for (Role role : catalog.all()) {
      Level level = used.contains(role.name()) ? Level.BAD : Level.WARN;
      role.faults().forEach(fault -> report.tell(level, "roles", fault.toString()));
      role.remarks().stream()
          .map(Finding::toString)
          .forEach(remark -> report.warn("roles", remark));
      if (used.contains(role.name()) && role.kind() == Kind.ALERT) {
        roles.add(role);
      }
    }
    report.good(
        "roles", catalog.all().size() + " in the catalog, " + roles.size() + " used by handlers");
    List<Handler> handlers = configuration.handlers().all();
    report.good(
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
        report.bad(
            "ansible",
            "role %s needs ansible-core %s or newer, this is %s"
                .formatted(role.name(), role.meta().requires().ansible(), ansible.version()));
      }
    }
    if (wanted.isEmpty()) {
      return;
    }
    report.attempt(
        "ansible",
        () -> {
          Set<String> installed = AnsibleCollections.installed(configuration.ansible());
          for (Role role : roles) {
            for (String name : role.meta().requires().collections()) {
              if (installed.contains(name)) {
                report.good("ansible", "collection " + name + ", for role " + role.name());
              } else {
                report.bad(
                    "ansible",
                    "role %s needs the collection %s: ansible-galaxy collection install %s"
                        .formatted(role.name(), name, name));
              }
            }
          }
        });
  }

  private Optional<Inventory> inventory() {
    if (configuration.inventory().sources().stream().anyMatch(InventorySettings::isStored)) {
      report.warn("inventory", "has a stored inventory, which only the running service can read");
      return Optional.empty();
    }
    try (ScratchFolder scratch = ScratchFolder.make("doctor")) {
      InventoryReading reading =
          new AnsibleInventory(configuration::ansible, configuration.playbooks(), scratch.path())
              .read(configuration.inventory().sources());
      return Optional.of(inventory(reading));
    } catch (WorldFault | IOException e) {
      report.bad("inventory", e.getMessage() + "; try ansible-inventory --list -i SOURCE by hand");
      return Optional.empty();
    }
  }

  private Inventory inventory(InventoryReading reading) {
    Inventory inventory = Inventory.of(reading, Instant.EPOCH);
    if (inventory.hosts().isEmpty()) {
      report.bad(
          "inventory", "has no hosts, so every alert is unknown_host; look at inventory.sources");
    } else {
      report.good("inventory", inventory.hosts().size() + " hosts");
    }
    if (!reading.warnings().isEmpty()) {
      report.warn("inventory", "its sources say: " + reading.warnings());
    }
    inventory
        .unresolved()
        .forEach((host, why) -> report.warn("inventory", "host " + host + ": " + why));
    return inventory;
  }
}
