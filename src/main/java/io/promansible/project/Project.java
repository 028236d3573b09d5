package io.promansible.project;

import io.promansible.fault.WorldFault;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One project on this node: fetches it, one commit after the other. */
final class Project {
  private static final Logger LOG = LoggerFactory.getLogger(Project.class);
  private static final int TOLD = 50;
  private static final int KEPT = 5;

  private final ProjectSettings settings;
  private final CommitFolders folders;
  private final GitFetch fetch;
  private final GalaxyInstall galaxy;
  private final Clock clock;
  private final Deque<ProjectState.Told> told = new ArrayDeque<>();
  private volatile @Nullable Instant lookedAt;
  private volatile @Nullable Instant fetching;
  private volatile String trouble = "";

  Project(ProjectSettings settings, CommitFolders folders, GalaxyInstall galaxy, Clock clock) {
    this.settings = settings;
    this.folders = folders;
    this.fetch = new GitFetch(settings, folders);
    this.galaxy = galaxy;
    this.clock = clock;
  }

  ProjectSettings settings() {
    return settings;
  }

  /** Whether it is time to look again. */
  boolean due() {
    Instant last = lookedAt;
    return settings.refresh().isPositive()
        && (last == null || !last.plus(settings.refresh()).isAfter(clock.instant()));
  }

  Optional<Checkout> current() {
    return folders.inForce().flatMap(one -> folders.find(one.commit()));
  }

  ProjectState state() {
    Optional<CommitFolders.InForce> now = folders.inForce();
    return new ProjectState(
        settings,
        now.map(CommitFolders.InForce::commit).orElse(null),
        now.map(CommitFolders.InForce::subject).orElse(""),
        now.map(CommitFolders.InForce::committedAt).orElse(null),
        now.map(CommitFolders.InForce::fetchedAt).orElse(null),
        lookedAt,
        trouble,
        fetching);
  }

  synchronized List<ProjectState.Told> told() {
    return List.copyOf(told);
  }

  /**
   * Looks at the repository, and puts a new commit in force if it may be. What is wrong is told,
   * and the commit in force stays.
   *
   * @return whether another commit is in force now
   */
  boolean refresh(CheckoutTrial trial, Set<String> used) {
    synchronized (folders) {
      fetching = clock.instant();
      try {
        Optional<Checkout> fresh = look(trial);
        good(fresh);
        if (fresh.isPresent()) {
          folders.prune(used, KEPT);
        }
        return fresh.isPresent();
      } catch (WorldFault e) {
        bad(String.valueOf(e.getMessage()));
        return false;
      } finally {
        lookedAt = clock.instant();
        fetching = null;
      }
    }
  }

  private Optional<Checkout> look(CheckoutTrial trial) {
    String commit = fetch.newest();
    if (folders.inForce().filter(now -> now.commit().equals(commit)).isPresent()) {
      return Optional.empty();
    }
    GitFetch.Fetched fetched = fetch.fetch(commit);
    if (settings.galaxy()) {
      galaxy.install(fetched.checkout());
    }
    trial
        .fault(fetched.checkout())
        .ifPresent(why -> {
          throw new WorldFault(
              "the commit %s is not put in force: %s"
                  .formatted(fetched.checkout().shortCommit(), why));
        });
    folders.put(
        new CommitFolders.InForce(
            commit, fetched.subject(), fetched.committedAt(), clock.instant()));
    return Optional.of(fetched.checkout());
  }

  private synchronized void good(Optional<Checkout> fresh) {
    if (!trouble.isEmpty()) {
      LOG.info("project {}: it can be fetched again", settings.name());
    }
    trouble = "";
    fresh.ifPresent(one -> {
      String text = "the commit " + one.shortCommit() + " is in force";
      LOG.info("project {}: {}", settings.name(), text);
      tell(new ProjectState.Told(clock.instant(), true, text));
    });
  }

  private synchronized void bad(String why) {
    if (!why.equals(trouble)) {
      LOG.warn(
          "project {}: {}; {}",
          settings.name(),
          why,
          folders
              .inForce()
              .map(now -> "the commit " + now.commit().substring(0, 10) + " stays in force")
              .orElse("it has no commit yet"));
      tell(new ProjectState.Told(clock.instant(), false, why));
    }
    trouble = why;
  }

  private void tell(ProjectState.Told one) {
    told.addFirst(one);
    while (told.size() > TOLD) {
      told.removeLast();
    }
  }
}
