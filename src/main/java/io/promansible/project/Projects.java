package io.promansible.project;

import io.promansible.fault.NotFound;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** All projects on this node. The settings are asked each time, as a reload may change them. */
public final class Projects implements Checkouts {
  private static final Duration GALAXY = Duration.ofMinutes(10);

  private final Supplier<List<ProjectSettings>> settings;
  private final Path data;
  private final String galaxy;
  private final Clock clock;
  private final Map<String, Project> known = new LinkedHashMap<>();

  /**
   * The projects of a configuration.
   *
   * @param data the data folder of this node
   * @param galaxy the program ansible-galaxy
   */
  public Projects(Supplier<List<ProjectSettings>> settings, Path data, String galaxy, Clock clock) {
    this.settings = settings;
    this.data = data;
    this.galaxy = galaxy;
    this.clock = clock;
  }

  @Override
  public List<Checkout> inForce() {
    return new FetchedCommits(settings.get(), data).inForce();
  }

  @Override
  public Optional<Checkout> find(String project, String commit) {
    return new FetchedCommits(settings.get(), data).find(project, commit);
  }

  /** How all projects are. */
  public List<ProjectState> states() {
    return all().stream().map(Project::state).toList();
  }

  /** What the last looks at a repository came to, the newest first. */
  public List<ProjectState.Told> told(String name) {
    return require(name).told();
  }

  /** Whether one of them is to be looked at. */
  boolean due() {
    return all().stream().anyMatch(Project::due);
  }

  /**
   * Looks at a repository now.
   *
   * @param used commits that runs need
   * @throws NotFound when there is no project of this name
   */
  public void refresh(String name, CheckoutTrial trial, Set<String> used) {
    if (require(name).refresh(trial, used)) {
      trial.inForce();
    }
  }

  /**
   * Looks at the repositories whose time it is.
   *
   * @param used commits that runs need
   */
  public void refreshDue(CheckoutTrial trial, Set<String> used) {
    boolean changed = false;
    for (Project project : all()) {
      changed |= project.due() && project.refresh(trial, used);
    }
    if (changed) {
      trial.inForce();
    }
  }

  /** Fetches those that have no commit yet, as at the first start; what fails stays without one. */
  public void fetchMissing() {
    for (Project project : all()) {
      if (project.current().isEmpty()) {
        project.refresh(CheckoutTrial.NONE, Set.of());
      }
    }
  }

  private Project require(String name) {
    return all().stream()
        .filter(one -> one.settings().name().equals(name))
        .findFirst()
        .orElseThrow(() -> new NotFound("no project '" + name + "'"));
  }

  private synchronized List<Project> all() {
    List<ProjectSettings> wanted = settings.get();
    known.values().removeIf(project -> !wanted.contains(project.settings()));
    return wanted.stream()
        .map(one ->
            known.computeIfAbsent(
                one.name(),
                name ->
                    new Project(
                        one,
                        new CommitFolders(one, data),
                        new GalaxyInstall(galaxy, GALAXY),
                        clock)))
        .toList();
  }
}
