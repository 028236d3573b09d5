package io.promansible.config;

import io.promansible.access.AccessSettings;
import io.promansible.access.Token;
import io.promansible.alert.AlertSources;
import io.promansible.alert.IntakeSettings;
import io.promansible.alertmanager.AlertmanagerSettings;
import io.promansible.alertmanager.PrometheusSettings;
import io.promansible.ansible.AnsibleSettings;
import io.promansible.database.Database;
import io.promansible.fault.InputFault;
import io.promansible.freeze.FreezeWindow;
import io.promansible.handler.Handler;
import io.promansible.handler.Handlers;
import io.promansible.handler.Overall;
import io.promansible.handler.RoleCheck;
import io.promansible.inventory.HostFrom;
import io.promansible.inventory.InventorySettings;
import io.promansible.playbook.Kind;
import io.promansible.playbook.PlayTemplate;
import io.promansible.playbook.Role;
import io.promansible.playbook.RoleCatalog;
import io.promansible.routine.Routines;
import io.promansible.run.RunSettings;
import io.promansible.settings.Section;
import io.promansible.settings.SettingsFile;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All of {@code promansible.yml}; each part is read by the room that it configures.
 *
 * @param node the name of this service among those of one database
 * @param prometheus where it is; asked by the doctor, and by handlers with before_start.confirm
 * @param externalUrl where people find this service; what Alertmanager is told links to it
 * @param warnings what is worth saying once at start
 * @param effective the whole of it as YAML, defaults filled in
 */
public record Configuration(
    Listen listen,
    Path data,
    Database database,
    Path playbooks,
    String node,
    AnsibleSettings ansible,
    InventorySettings inventory,
    AlertmanagerSettings alertmanager,
    PrometheusSettings prometheus,
    URI externalUrl,
    AccessSettings access,
    IntakeSettings intake,
    AlertSources sources,
    RunSettings runs,
    Handlers handlers,
    Routines routines,
    List<FreezeWindow> freeze,
    List<String> warnings,
    String effective) {

  /** Variables of ours that are no keys of the file. */
  private static final Set<String> OTHER_VARIABLES =
      Set.of(
          "PROMANSIBLE_CONFIG",
          "PROMANSIBLE_URL",
          "PROMANSIBLE_TOKEN_FILE",
          "PROMANSIBLE_FACTS",
          "PROMANSIBLE_JAVA_OPTS");

  /**
   * Reads and checks all of it.
   *
   * @throws io.promansible.fault.InputFault with every fault found
   */
  public static Configuration read(Path path, Map<String, String> environment) {
    return read(SettingsFile.read(path, environment));
  }

  /** The same for a text that is only tried, as if it stood where the file is. */
  static Configuration attempt(String text, Path path, Map<String, String> environment) {
    return read(
        SettingsFile.parse("(tried)", text, path.toAbsolutePath().getParent(), environment));
  }

  private static Configuration read(SettingsFile file) {
    Section root = file.root();
    Listen listen = root.parsed("listen", new Listen("127.0.0.1", 9595), Listen::parse);
    root.text("listen", "127.0.0.1:9595");
    Path data = root.path("data", "./data");
    Path playbooks = root.path("playbooks", "./playbooks");
    RoleCatalog catalog = new RoleCatalog(playbooks);
    RunSettings runs = RunSettings.read(root.section("runs"));
    PrometheusSettings prometheus = PrometheusSettings.read(root.section("prometheus"));
    AccessSettings access = AccessSettings.read(root.section("access"));
    if (!listen.loopback() && access.tokens().isEmpty()) {
      root.fault(
          "listen",
          "is open to other machines, which needs access.tokens; without tokens listen on 127.0.0.1");
    }
    AlertmanagerSettings alertmanager = AlertmanagerSettings.read(root.section("alertmanager"));
    Configuration read =
        new Configuration(
            listen,
            data,
            Database.read(root.section("database"), data),
            playbooks,
            root.text("node", hostName()),
            AnsibleSettings.read(root.section("ansible")),
            InventorySettings.read(root.section("inventory"), catalog.secretParameters()),
            alertmanager,
            prometheus,
            root.url("external_url").orElse(listen.url()),
            access,
            IntakeSettings.read(root.section("intake")),
            AlertSources.read(
                root.sections("sources"),
                alertmanager.source(),
                access.tokens().stream().map(Token::name).collect(Collectors.toSet())),
            runs,
            Handlers.read(
                root.sections("handlers"),
                Overall.read(root.section("limits")),
                new RoleCheck(catalog, Kind.ALERT),
                HostFrom.read(root.section("host_from"), HostFrom.DEFAULTS),
                runs.timeout()),
            Routines.read(
                root.sections("routines"), new RoleCheck(catalog, Kind.ROUTINE), runs.timeout()),
            FreezeWindow.read(root.sections("freeze")),
            List.of(),
            "");
    read.handlers().all().stream()
        .filter(h -> h.asksPrometheus() && prometheus.url().isEmpty())
        .findFirst()
        .ifPresent(h ->
            root.fault(
                "prometheus",
                "has no url, and handler "
                    + h.name()
                    + " asks it (before_start.confirm or verify.confirm)"));
    // Looked at now, so that a broken template is known before an alert needs it.
    try {
      PlayTemplate.read(playbooks, Kind.ALERT);
    } catch (InputFault e) {
      root.fault("playbooks", "has no usable template: " + e.getMessage());
    }
    file.end();
    List<String> warnings = warnings(file);
    warnings.addAll(remarks(catalog, read.handlers()));
    for (String source : read.inventory().sources()) {
      if (!source.contains(",") && !Files.exists(Path.of(source))) {
        warnings.add(
            "the inventory source "
                + source
                + " does not exist; until it does, alerts are answered 503");
      }
    }
    return read.with(warnings, file.effective());
  }

  /** What is worth mending about the roles in use, and about what they are given. */
  private static List<String> remarks(RoleCatalog catalog, Handlers handlers) {
    List<String> remarks = new ArrayList<>();
    for (Handler handler : handlers.all()) {
      List<Role> roles =
          Stream.concat(
                  handler.roles().stream(),
                  handler.escalate().stream().flatMap(rung -> rung.roles().stream()))
              .distinct()
              .flatMap(name -> catalog.find(Kind.ALERT, name).stream())
              .toList();
      if (roles.stream().allMatch(Role::described)) {
        handler.vars().keySet().stream()
            .filter(name -> roles.stream().noneMatch(role -> role.knows(name)))
            .map(name ->
                "handler %s gives '%s', which none of its roles declares"
                    .formatted(handler.name(), name))
            .forEach(remarks::add);
      }
    }
    remarks.addAll(rolesRemarks(catalog, handlers));
    return remarks;
  }

  private static List<String> rolesRemarks(RoleCatalog catalog, Handlers handlers) {
    return handlers.all().stream()
        .flatMap(handler -> handler.roles().stream())
        .distinct()
        .flatMap(name -> catalog.find(Kind.ALERT, name).stream())
        .flatMap(role -> role.remarks().stream())
        .map(remark -> "role " + remark)
        .toList();
  }

  private static List<String> warnings(SettingsFile file) {
    List<String> warnings = new ArrayList<>();
    List<String> unused = file.unusedOverrides(OTHER_VARIABLES);
    if (!unused.isEmpty()) {
      warnings.add("environment variables that match no key: " + String.join(", ", unused));
    }
    return warnings;
  }

  private Configuration with(List<String> warnings, String effective) {
    return new Configuration(
        listen,
        data,
        database,
        playbooks,
        node,
        ansible,
        inventory,
        alertmanager,
        prometheus,
        externalUrl,
        access,
        intake,
        sources,
        runs,
        handlers,
        routines,
        freeze,
        List.copyOf(warnings),
        effective);
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
