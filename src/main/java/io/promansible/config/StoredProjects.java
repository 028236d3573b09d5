package io.promansible.config;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.audit.AuditLog;
import io.promansible.audit.AuditLog.Change;
import io.promansible.clockwork.Recurring;
import io.promansible.fault.Conflict;
import io.promansible.fault.InputFault;
import io.promansible.fault.NotFound;
import io.promansible.project.GitCredentials;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes, changes and removes projects beside those of the configuration; each with the audit. */
@Singleton
public final class StoredProjects implements Recurring {
  private static final Logger LOG = LoggerFactory.getLogger(StoredProjects.class);
  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final Duration REFUSED = Duration.ofMinutes(1);
  private static final String KEYS = "keys";

  private final StoredProjectRepository rows;
  private final CurrentConfiguration configuration;
  private final ProjectRefresh refresh;
  private final ProjectUses uses;
  private final AuditLog audit;
  private final Clock clock;
  private String refused = "";
  private Instant refusedAt = Instant.EPOCH;

  StoredProjects(
      StoredProjectRepository rows,
      CurrentConfiguration configuration,
      ProjectRefresh refresh,
      ProjectUses uses,
      AuditLog audit,
      Clock clock) {
    this.rows = rows;
    this.configuration = configuration;
    this.refresh = refresh;
    this.uses = uses;
    this.audit = audit;
    this.clock = clock;
  }

  @Override
  public String what() {
    return "following the projects that people made";
  }

  @Override
  public Duration pause() {
    return PAUSE;
  }

  @Override
  public boolean interruptible() {
    return true;
  }

  @Override
  public void run() {
    follow();
  }

  /** Whether a project was made by people, and the configuration has none of its name. */
  public boolean has(String name) {
    return rows.existsById(name) && !configuration.namesProject(name);
  }

  /** What was given for a project; no keys when nobody made it. */
  public ObjectNode spec(String name) {
    return rows.findById(name)
        .map(row -> StoredProjectsFile.spec(row.spec()))
        .orElseGet(JsonNodeFactory.instance::objectNode);
  }

  /**
   * Makes or changes a project; its repository is fetched soon.
   *
   * @param spec the keys of the file, without the name
   * @return whether it is new
   * @throws InputFault with all that is wrong with it
   * @throws Conflict when the configuration has a project of this name, or is faulty with it
   */
  public synchronized boolean put(String name, ObjectNode spec, String who) {
    if (configuration.namesProject(name)) {
      throw new Conflict("the configuration has the project '" + name + "'; change it there");
    }
    Optional<StoredProject> before = rows.findById(name);
    ObjectNode whole = spec.deepCopy().put("name", name);
    requireOwnFiles(whole);
    file().parse(whole);
    StoredProject row = new StoredProject(name, whole.toString(), who, clock.instant());
    List<StoredProject> others = others(name);
    requireSound(Stream.concat(others.stream(), Stream.of(row)).toList());
    audit.record(
        who,
        before.isEmpty() ? "project.make" : "project.change",
        name,
        new Change(before.map(StoredProject::spec).orElse(null), row.spec()),
        () -> {
          if (before.isEmpty()) {
            rows.save(row);
          } else {
            rows.update(row);
          }
          return true;
        });
    follow();
    return before.isEmpty();
  }

  private List<StoredProject> others(String name) {
    return rows.findAll().stream().filter(row -> !row.name().equals(name)).toList();
  }

  private void requireSound(List<StoredProject> candidates) {
    configuration
        .faultWith(StoredProjectsFile.text(candidates))
        .ifPresent(why -> {
          throw new Conflict("the configuration would be faulty: " + why);
        });
  }

  /** A file that this service may read is not told to a host that somebody else names. */
  private void requireOwnFiles(ObjectNode spec) {
    Path base = file().base();
    for (String key : GitCredentials.FILES) {
      if (spec.has(key)
          && !base.resolve(spec.path(key).asText()).normalize().startsWith(base.resolve(KEYS))) {
        throw new InputFault(key, "must name a file in " + base.resolve(KEYS));
      }
    }
  }

  /**
   * Removes a project; runs that have begun go on.
   *
   * @throws NotFound when nobody made it
   * @throws Conflict when handlers, routines or runs that this node knows need its roles
   */
  public synchronized void remove(String name, String who) {
    StoredProject row =
        rows.findById(name)
            .orElseThrow(() -> new NotFound("no project '%s' that people made".formatted(name)));
    requireSound(others(name));
    uses.of(name)
        .ifPresent(user -> {
          throw new Conflict(user + " needs its roles; change or end that before");
        });
    audit.record(
        who,
        "project.remove",
        name,
        new Change(row.spec(), null),
        () -> {
          rows.delete(row);
          return true;
        });
    follow();
  }

  /**
   * Takes the projects into use that the database has, also those that were made on another node,
   * and has those fetched that are new or were changed.
   */
  private synchronized void follow() {
    List<StoredProject> all = rows.findAll();
    StoredProjectsFile file = file();
    String before = file.text();
    String wanted = StoredProjectsFile.text(all);
    if (wanted.equals(before)
        || (wanted.equals(refused) && clock.instant().isBefore(refusedAt.plus(REFUSED)))) {
      return;
    }
    Optional<String> fault = configuration.faultWith(wanted);
    if (fault.isPresent()) {
      // Made on a node whose configuration is another one: this node's next start must not fail.
      refused = wanted;
      refusedAt = clock.instant();
      configuration.troubleOfProjects(fault.get());
      return;
    }
    // What a project of this name had before is not that of a new one.
    all.stream()
        .map(StoredProject::name)
        .filter(name -> !before.contains("\"name\":\"" + name + "\""))
        .filter(name -> !configuration.namesProject(name))
        .forEach(refresh::forget);
    file.write(wanted);
    configuration.takeCommits();
    LOG.info("{} project(s) that people made are in use", all.size());
    all.stream()
        .filter(row -> !before.contains(row.spec()) && !configuration.namesProject(row.name()))
        .forEach(row -> refresh.later(row.name()));
  }

  private StoredProjectsFile file() {
    return configuration.storedProjects();
  }
}
