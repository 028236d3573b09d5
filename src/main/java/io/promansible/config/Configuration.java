package io.promansible.config;

import io.promansible.access.AccessSettings;
import io.promansible.access.Token;
import io.promansible.alert.AlertSources;
import io.promansible.alert.IntakeSettings;
import io.promansible.alertmanager.AlertmanagerSettings;
import io.promansible.alertmanager.PrometheusSettings;
import io.promansible.ansible.AnsibleSettings;
import io.promansible.audit.AuditSettings;
import io.promansible.database.Database;
import io.promansible.door.TrustedProxies;
import io.promansible.fault.InputFault;
import io.promansible.freeze.FreezeWindow;
import io.promansible.handler.FleetLimits;
import io.promansible.handler.Handlers;
import io.promansible.handler.RoleCheck;
import io.promansible.http.TlsSettings;
import io.promansible.inventory.HostFrom;
import io.promansible.inventory.InventorySettings;
import io.promansible.login.LoginSettings;
import io.promansible.node.NodeSettings;
import io.promansible.playbook.Kind;
import io.promansible.playbook.PlayTemplate;
import io.promansible.playbook.RoleCatalog;
import io.promansible.project.Checkout;
import io.promansible.project.Checkouts;
import io.promansible.project.FetchedCommits;
import io.promansible.project.ProjectSettings;
import io.promansible.project.Projects;
import io.promansible.routine.Routines;
import io.promansible.run.RunSettings;
import io.promansible.settings.Section;
import io.promansible.settings.SettingsFile;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * All of {@code promansible.yml}; each part is read by the room that it configures.
 *
 * @param tls with what the service proves who it is; empty for plain HTTP
 * @param projects git repositories whose roles are in the catalog, too
 * @param node this service among those of one database
 * @param prometheus where it is; asked by the doctor, and by handlers with before_start.confirm
 * @param externalUrl where people find this service; what Alertmanager is told links to it
 * @param warnings remarks to log once at start and at each reload
 * @param effective the whole configuration as YAML, defaults filled in
 */
public record Configuration(
    Listen listen,
    Optional<TlsSettings> tls,
    Path data,
    Database database,
    Path playbooks,
    List<ProjectSettings> projects,
    NodeSettings node,
    AnsibleSettings ansible,
    InventorySettings inventory,
    AlertmanagerSettings alertmanager,
    PrometheusSettings prometheus,
    URI externalUrl,
    AccessSettings access,
    LoginSettings login,
    TrustedProxies proxies,
    AuditSettings audit,
    IntakeSettings intake,
    AlertSources sources,
    RunSettings runs,
    Handlers handlers,
    HostFrom hostFrom,
    Routines routines,
    List<FreezeWindow> freeze,
    List<String> warnings,
    String effective) {

  /**
   * Reads and checks all of it.
   *
   * @throws io.promansible.fault.InputFault with every fault found
   */
  public static Configuration read(Path path, Map<String, String> environment) {
    return of(path, SettingsFile.text(path), environment, Tried.NOTHING);
  }

  /** Reads a configuration that is only tried, as if the text stood in that file. */
  static Configuration attempt(String text, Path path, Map<String, String> environment) {
    return read(
        SettingsFile.parse("(tried)", text, path.toAbsolutePath().getParent(), environment),
        Tried.NOTHING);
  }

  /**
   * Reads all of it from the text of a file, as it would be with something else in force.
   *
   * @throws io.promansible.fault.InputFault with every fault found
   */
  public static Configuration of(
      Path path, String text, Map<String, String> environment, Tried tried) {
    return read(
        SettingsFile.parse(path.toString(), text, path.toAbsolutePath().getParent(), environment),
        tried);
  }

  private static Configuration read(SettingsFile file, Tried tried) {
    Configuration read = read(file.root(), tried);
    check(file.root(), read);
    file.end();
    RoleCatalog catalog = catalog(read.playbooks(), read.data(), read.projects(), tried.commit());
    return read.with(ConfigurationWarnings.of(file, catalog, read), file.effective());
  }

  /** The projects of a file, whatever else is wrong in it. */
  public static Projects projects(Path path, Map<String, String> environment, Clock clock) {
    Section root = SettingsFile.read(path, environment).root();
    Path data = root.path("data", "./data");
    List<ProjectSettings> projects = projects(root, data, Optional.empty());
    String galaxy = AnsibleSettings.read(root.section("ansible")).program("ansible-galaxy");
    return new Projects(() -> projects, data, galaxy, clock);
  }

  private static List<ProjectSettings> projects(Section root, Path data, Optional<String> stored) {
    StoredProjectsFile file = new StoredProjectsFile(data, root.resolve("."));
    return file.after(
        ProjectSettings.read(root.sections("projects")), stored.orElseGet(file::text));
  }

  /** The roles that there are. */
  public RoleCatalog catalog() {
    return catalog(playbooks, data, projects, Optional.empty());
  }

  private static RoleCatalog catalog(
      Path playbooks, Path data, List<ProjectSettings> projects, Optional<Checkout> commit) {
    Checkouts fetched = new FetchedCommits(projects, data);
    return new RoleCatalog(playbooks, commit.map(fetched::with).orElse(fetched));
  }

  private static Configuration read(Section root, Tried tried) {
    Listen listen = listen(root);
    Optional<TlsSettings> tls = TlsSettings.read(root.section("tls"));
    Path data = root.path("data", "./data");
    List<ProjectSettings> projects = projects(root, data, tried.projects());
    Path playbooks = root.path("playbooks", "./playbooks");
    RoleCatalog catalog = catalog(playbooks, data, projects, tried.commit());
    RunSettings runs = RunSettings.read(root.section("runs"));
    Section people = root.section("access");
    LoginSettings login = LoginSettings.read(people);
    AccessSettings access = AccessSettings.read(people);
    HostFrom hostFrom = HostFrom.read(root.section("host_from"), HostFrom.DEFAULTS);
    var alertmanager = AlertmanagerSettings.read(root.section("alertmanager"));
    return new Configuration(
        listen,
        tls,
        data,
        Database.read(root.section("database"), data),
        playbooks,
        projects,
        NodeSettings.read(root.text("node", hostName()), root.section("cluster")),
        AnsibleSettings.read(root.section("ansible")),
        InventorySettings.read(root.section("inventory"), catalog.secretParameters()),
        alertmanager,
        PrometheusSettings.read(root.section("prometheus")),
        root.url("external_url").orElse(listen.url(tls.isPresent())),
        access,
        login,
        TrustedProxies.read(root),
        AuditSettings.read(root.section("audit")),
        IntakeSettings.read(root.section("intake")),
        sources(root, alertmanager, access),
        runs,
        handlers(root, catalog, runs, hostFrom),
        hostFrom,
        routines(root, catalog, runs),
        FreezeWindow.read(root.sections("freeze")),
        List.of(),
        "");
  }

  private static AlertSources sources(
      Section root, AlertmanagerSettings alertmanager, AccessSettings access) {
    return AlertSources.read(
        root.sections("sources"),
        alertmanager.source(),
        access.tokens().stream().map(Token::name).collect(Collectors.toSet()));
  }

  private static Listen listen(Section root) {
    Listen listen = root.parsed("listen", new Listen("127.0.0.1", 9595), Listen::parse);
    root.text("listen", "127.0.0.1:9595");
    return listen;
  }

  private static Routines routines(Section root, RoleCatalog catalog, RunSettings runs) {
    return Routines.read(
        root.sections("routines"), new RoleCheck(catalog, Kind.ROUTINE), runs.timeout());
  }

  private static Handlers handlers(
      Section root, RoleCatalog catalog, RunSettings runs, HostFrom hostFrom) {
    return Handlers.read(
        root.sections("handlers"),
        FleetLimits.read(root.section("limits")),
        new RoleCheck(catalog, Kind.ALERT),
        hostFrom,
        runs.timeout());
  }

  /** The address for a browser on this machine: localhost if the service listens everywhere. */
  public URI url() {
    return listen.url(tls.isPresent());
  }

  /** Checks what parts of the configuration need from each other. */
  private static void check(Section root, Configuration read) {
    if (!read.listen().loopback() && read.access().tokens().isEmpty()) {
      root.fault(
          "listen",
          "is open to other machines, which needs access.tokens; without tokens listen on 127.0.0.1");
    }
    if (!read.listen().loopback() && read.access().anonymous().reads()) {
      root.fault(
          "access",
          "has anonymous, and 'listen' is open to other machines: anybody there could read; leave out one of the two");
    }
    read.handlers().all().stream()
        .filter(h -> h.asksPrometheus() && read.prometheus().url().isEmpty())
        .findFirst()
        .ifPresent(h ->
            root.fault(
                "prometheus",
                "has no url, and handler "
                    + h.name()
                    + " asks it (before_start.confirm or verify.confirm)"));
    // Read the template now, so that a broken one is known before an alert needs it.
    try {
      PlayTemplate.read(read.playbooks(), Kind.ALERT);
    } catch (InputFault e) {
      root.fault("playbooks", "has no usable template: " + e.getMessage());
    }
  }

  private Configuration with(List<String> warnings, String effective) {
    return new Configuration(
        listen,
        tls,
        data,
        database,
        playbooks,
        projects,
        node,
        ansible,
        inventory,
        alertmanager,
        prometheus,
        externalUrl,
        access,
        login,
        proxies,
        audit,
        intake,
        sources,
        runs,
        handlers,
        hostFrom,
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
