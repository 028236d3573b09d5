package io.promansible.project;

import io.promansible.clockwork.NamedLocks;
import io.promansible.fault.NotFound;
import io.promansible.fault.WorldFault;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All projects on this node. The settings are asked each time, as a reload may change them. */
public final class Projects implements Checkouts {
  private static final Logger LOG = LoggerFactory.getLogger(Projects.class);
  private static final Duration GALAXY = Duration.ofMinutes(10);
  private static final int KEPT = 5;

  private final Supplier<List<ProjectSettings>> settings;
  private final Path data;
  private final String galaxy;
  private final Clock clock;
  private final Map<String, Project> known = new LinkedHashMap<>();
  // By name, not by settings: two fetches of one project would meet in one folder.
  private final NamedLocks locks = new NamedLocks();
  // Two commits may each be sound alone, and not together.
  private final Object oneAtATime = new Object();

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

  /** A commit of a project; one that is not on this node is fetched now. */
  @Override
  public Optional<Checkout> obtain(String project, String commit) {
    return find(project, commit)
        .or(() ->
            all().stream()
                .filter(one -> one.settings().name().equals(project))
                .findFirst()
                // Somebody else may have fetched it while this one waited.
                .flatMap(one ->
                    alone(one, () -> find(project, commit).or(() -> one.fetchOnly(commit)))));
  }

  /** How all projects are. */
  public List<ProjectState> states() {
    return all().stream().map(Project::state).toList();
  }

  /**
   * What the last looks at a repository came to, the newest first; empty for a project that is
   * gone, as it may be removed between a list of all and this.
   */
  public List<FetchEvent> history(String name) {
    return find(name).map(Project::history).orElse(List.of());
  }

  /**
   * Looks at a repository now.
   *
   * @param used gives the commits that runs need
   * @throws NotFound when there is no project of this name
   */
  public void refresh(String name, CheckoutTrial trial, Supplier<Set<String>> used) {
    take(List.of(require(name)), trial, used);
  }

  /**
   * Looks at the repositories whose time it is.
   *
   * @param used gives the commits that runs need
   */
  public void refreshDue(CheckoutTrial trial, Supplier<Set<String>> used) {
    take(all().stream().filter(Project::due).toList(), trial, used);
  }

  /** Fetches those that have no commit yet, as at the first start; what fails stays without one. */
  public void fetchMissing() {
    take(
        all().stream().filter(one -> one.folders().inForce().isEmpty()).toList(),
        CheckoutTrial.NONE,
        null);
  }

  /** Takes what was fetched of a project out of force, as it is another one now. */
  public void forget(String name) {
    locks.alone(
        name,
        () -> {
          new CommitFolders(ProjectSettings.onDemand(name, ""), data).forget();
          return true;
        });
  }

  /** Looks at all repositories now. */
  public void refreshAll(CheckoutTrial trial) {
    take(all(), trial, null);
  }

  /** Looks at some; old commits stay where nobody knows which of them runs need. */
  private void take(List<Project> some, CheckoutTrial trial, @Nullable Supplier<Set<String>> used) {
    List<Project> changed =
        some.stream()
            .filter(one -> alone(one, () -> one.refresh(trial, () -> configured(one))))
            .toList();
    if (changed.isEmpty()) {
      return;
    }
    trial.afterInForce();
    if (used == null) {
      return;
    }
    for (Project project : changed) {
      try {
        alone(
            project,
            () -> {
              project.folders().prune(used.get(), KEPT);
              return true;
            });
      } catch (WorldFault e) {
        LOG.warn("project {}: {}", project.settings().name(), e.getMessage());
      }
    }
  }

  private boolean configured(Project project) {
    return settings.get().contains(project.settings());
  }

  private <T> T alone(Project project, Supplier<T> deed) {
    return locks.alone(project.settings().name(), deed);
  }

  private Optional<Project> find(String name) {
    return all().stream().filter(one -> one.settings().name().equals(name)).findFirst();
  }

  private Project require(String name) {
    return find(name).orElseThrow(() -> new NotFound("no project '" + name + "'"));
  }

  private List<Project> all() {
    List<ProjectSettings> wanted = settings.get();
    synchronized (known) {
      known.values().removeIf(project -> !wanted.contains(project.settings()));
      return wanted.stream().map(one -> known.computeIfAbsent(one.name(), n -> made(one))).toList();
    }
  }

  private Project made(ProjectSettings one) {
    CommitFolders folders = new CommitFolders(one, data);
    GitFetch fetch = new GitFetch(one, folders, new GalaxyInstall(galaxy, GALAXY));
    return new Project(one, folders, fetch, oneAtATime, clock);
  }
}
