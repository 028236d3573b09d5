package io.promansible.project;

import io.promansible.fault.WorldFault;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One project on this node: fetches it, one commit after the other. */
final class Project {
  private static final Logger LOG = LoggerFactory.getLogger(Project.class);
  private static final int HISTORY = 50;

  private final ProjectSettings settings;
  private final CommitFolders folders;
  private final GitFetch fetch;
  private final Object oneAtATime;
  private final Clock clock;
  private final Deque<FetchEvent> history = new ArrayDeque<>();
  // A commit that was refused is tried again without being fetched again.
  private GitFetch.@Nullable Fetched refused;
  private volatile @Nullable Instant lookedAt;
  private volatile @Nullable Instant fetching;
  private volatile String trouble = "";

  /**
   * A project that is looked at by one thread at a time.
   *
   * @param oneAtATime held while a commit of any project is tried and put in force
   */
  Project(
      ProjectSettings settings,
      CommitFolders folders,
      GitFetch fetch,
      Object oneAtATime,
      Clock clock) {
    this.settings = settings;
    this.folders = folders;
    this.fetch = fetch;
    this.oneAtATime = oneAtATime;
    this.clock = clock;
  }

  ProjectSettings settings() {
    return settings;
  }

  CommitFolders folders() {
    return folders;
  }

  /** Whether it is time to look again. */
  boolean due() {
    Instant last = lookedAt;
    return settings.refresh().isPositive()
        && (last == null || !last.plus(settings.refresh()).isAfter(clock.instant()));
  }

  ProjectState state() {
    return ProjectState.of(settings, folders.inForce(), lookedAt, trouble, fetching);
  }

  synchronized List<FetchEvent> history() {
    return List.copyOf(history);
  }

  /**
   * Looks at the repository, and puts a new commit in force if it may be. What is wrong is told,
   * and the commit in force stays. The caller lets only one thread do so.
   *
   * @param wanted whether the project is still configured so
   * @return whether another commit is in force now
   */
  boolean refresh(CheckoutTrial trial, BooleanSupplier wanted) {
    fetching = clock.instant();
    try {
      Optional<Checkout> fresh = fetchIfNew(trial, wanted);
      fetchSucceeded(fresh);
      return fresh.isPresent();
    } catch (RuntimeException e) {
      // Whatever a repository holds, the other projects go on.
      fetchFailed(e instanceof WorldFault ? String.valueOf(e.getMessage()) : e.toString());
      return false;
    } finally {
      lookedAt = clock.instant();
      fetching = null;
    }
  }

  /** Fetches one commit, whether it is the newest or not. */
  Optional<Checkout> fetchOnly(String commit) {
    try {
      return Optional.of(fetch.fetch(commit).checkout());
    } catch (WorldFault e) {
      LOG.warn("project {}: the commit {}: {}", settings.name(), commit, e.getMessage());
      return Optional.empty();
    }
  }

  private Optional<Checkout> fetchIfNew(CheckoutTrial trial, BooleanSupplier wanted) {
    String commit = fetch.newest();
    if (folders
        .inForce()
        .filter(now -> now.commit().equals(commit) && now.settings().equals(settings.digest()))
        .isPresent()) {
      return Optional.empty();
    }
    GitFetch.Fetched known = refused;
    GitFetch.Fetched fetched =
        known != null && known.checkout().commit().equals(commit) ? known : fetch.fetch(commit);
    refused = fetched;
    synchronized (oneAtATime) {
      putInForce(fetched, trial, wanted);
    }
    refused = null;
    return Optional.of(fetched.checkout());
  }

  private void putInForce(GitFetch.Fetched fetched, CheckoutTrial trial, BooleanSupplier wanted) {
    Checkout fresh = fetched.checkout();
    trial
        .fault(fresh)
        .ifPresent(fault -> {
          throw new WorldFault(
              "the commit %s is not put in force: %s".formatted(fresh.shortCommit(), fault));
        });
    if (!wanted.getAsBoolean()) {
      throw new WorldFault("its settings were changed while it was fetched");
    }
    folders.putInForce(
        new CommitFolders.InForce(
            fresh.commit(),
            settings.digest(),
            fetched.subject(),
            fetched.committedAt(),
            clock.instant()));
  }

  private synchronized void fetchSucceeded(Optional<Checkout> fresh) {
    if (!trouble.isEmpty()) {
      LOG.info("project {}: fetching works again", settings.name());
    }
    trouble = "";
    fresh.ifPresent(one -> {
      String text = "the commit " + one.shortCommit() + " is in force";
      LOG.info("project {}: {}", settings.name(), text);
      remember(new FetchEvent(clock.instant(), true, text));
    });
  }

  private synchronized void fetchFailed(String why) {
    if (!Objects.equals(why, trouble)) {
      LOG.warn(
          "project {}: {}; {}",
          settings.name(),
          why,
          folders
              .inForce()
              .map(now -> "the commit " + now.commit().substring(0, 10) + " stays in force")
              .orElse("it has no commit yet"));
      remember(new FetchEvent(clock.instant(), false, why));
    }
    trouble = why;
  }

  private void remember(FetchEvent one) {
    history.addFirst(one);
    while (history.size() > HISTORY) {
      history.removeLast();
    }
  }
}
