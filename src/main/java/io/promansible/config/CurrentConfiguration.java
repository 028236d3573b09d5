package io.promansible.config;

import io.promansible.fault.InputFault;
import io.promansible.handler.Handlers;
import io.promansible.project.Checkout;
import io.promansible.report.TriedHandlers;
import io.promansible.settings.SettingsFile;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Gauge;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The configuration in force; a faulty file never replaces it. */
public final class CurrentConfiguration implements TriedHandlers {
  private static final Logger LOG = LoggerFactory.getLogger(CurrentConfiguration.class);

  private final Path file;
  private final Map<String, String> environment;
  private final Clock clock;
  private final Gauge good;
  private final Gauge goodAt;
  private final Listen bound;
  // As it was read: what others write into the file waits for a reload.
  private volatile String text;
  private volatile Configuration current;
  private volatile Optional<String> trouble = Optional.empty();
  private volatile Optional<String> troubleOfProjects = Optional.empty();

  public CurrentConfiguration(
      Path file,
      Map<String, String> environment,
      Configuration first,
      Clock clock,
      CollectorRegistry metrics) {
    this.file = file;
    this.environment = environment;
    this.bound = first.listen();
    this.current = first;
    this.text = SettingsFile.text(file);
    this.clock = clock;
    this.good =
        Gauge.build(
                "promansible_config_last_reload_successful",
                "Whether the last reload of the configuration worked.")
            .register(metrics);
    this.goodAt =
        Gauge.build(
                "promansible_config_last_reload_success_timestamp_seconds",
                "When the configuration in force was read.")
            .register(metrics);
    good.set(1);
    goodAt.set(clock.millis() / 1000.0);
  }

  /** The file that the configuration is read from. */
  public Path file() {
    return file;
  }

  public Configuration get() {
    return current;
  }

  /** Tells a configuration of this file from others, on whatever node. */
  String digest(Configuration one) {
    return ConfigurationDigest.of(
        one.effective(), Objects.requireNonNull(file.toAbsolutePath().normalize().getParent()));
  }

  @Override
  public Handlers of(String text) {
    return Configuration.attempt(text, file, environment).handlers();
  }

  /** Why a commit of a project must not be put in force; empty when it may. */
  Optional<String> fault(Checkout commit) {
    try {
      var _ = Configuration.of(file, text, environment, Tried.with(commit));
      return Optional.empty();
    } catch (InputFault e) {
      return Optional.of("with it the configuration is faulty: " + e.getMessage());
    }
  }

  /**
   * Why the configuration would be faulty with other projects that people made; empty when not.
   *
   * @param projects the text of a {@link StoredProjectsFile}
   */
  Optional<String> faultWith(String projects) {
    try {
      var _ = Configuration.of(file, text, environment, Tried.withProjects(projects));
      return Optional.empty();
    } catch (InputFault e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** Whether the file itself gives a project. */
  boolean namesProject(String name) {
    return SettingsFile.parse(file.toString(), text, null, environment)
        .root()
        .sections("projects")
        .stream()
        .anyMatch(section -> section.text("name", "").equals(name));
  }

  /** The projects that people made, as this node has them. */
  StoredProjectsFile storedProjects() {
    return new StoredProjectsFile(
        current.data(), Objects.requireNonNull(file.toAbsolutePath().normalize().getParent()));
  }

  /**
   * Takes the projects and their commits into use that are in force now; the file is not read. If
   * the configuration is faulty with them it stays as it is.
   */
  synchronized void takeCommits() {
    try {
      current = Configuration.of(file, text, environment, Tried.NOTHING);
      troubleOfProjects = Optional.empty();
    } catch (InputFault e) {
      troubleOfProjects(String.valueOf(e.getMessage()));
    }
  }

  /** Says that projects, as they are now, cannot be used with this configuration. */
  void troubleOfProjects(String why) {
    troubleOfProjects =
        Optional.of("projects, as they are now, do not fit it and are not in use here: " + why);
    LOG.error("the configuration: {}", troubleOfProjects.get());
  }

  /** Reads the file again; a faulty one changes nothing. */
  synchronized void reload() {
    try {
      String read = SettingsFile.text(file);
      Configuration fresh = Configuration.of(file, read, environment, Tried.NOTHING);
      Configuration before = current;
      if (!bound.loopback() && fresh.access().tokens().isEmpty()) {
        throw new InputFault(
            file.toString(),
            "without access.tokens only loopback may be served, but this service listens on "
                + bound.host()
                + " until its next start");
      }
      current = fresh;
      text = read;
      trouble = Optional.empty();
      troubleOfProjects = Optional.empty();
      good.set(1);
      goodAt.set(clock.millis() / 1000.0);
      LOG.info("configuration read again: {} handlers", fresh.handlers().all().size());
      fresh.warnings().forEach(LOG::warn);
      if (!fixed(before).equals(fixed(fresh))) {
        LOG.warn(
            "listen, the paths of tls, data, database, playbooks, node, cluster, runs.concurrent, runs.forget, intake.body_max and intake.queue_max change at the next start only");
      }
    } catch (RuntimeException e) {
      trouble = Optional.of(String.valueOf(e.getMessage()));
      good.set(0);
      LOG.error("the configuration is faulty, the old one stays in force:\n{}", e.getMessage());
      throw e;
    }
  }

  private static List<Object> fixed(Configuration c) {
    return List.of(
        c.listen(),
        c.tls(),
        c.data(),
        c.database(),
        c.playbooks(),
        c.node(),
        c.runs().concurrent(),
        c.runs().forget(),
        c.intake().bodyMax(),
        c.intake().queueMax());
  }

  public Optional<String> trouble() {
    return trouble.or(() -> troubleOfProjects);
  }
}
