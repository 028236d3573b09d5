package io.promansible.run;

import io.promansible.ansible.Ending;
import io.promansible.ansible.Ending.Cut;
import io.promansible.ansible.EventsFile;
import io.promansible.ansible.PlayEvent;
import io.promansible.ansible.PlayProcess;
import io.promansible.ansible.RunFolder;
import io.promansible.fault.WorldFault;
import io.promansible.inventory.Mask;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stays with a play: stores its events as they come, ends it when its time is up, records its end.
 */
public final class RunWatch {
  private static final Logger LOG = LoggerFactory.getLogger(RunWatch.class);
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final Duration ASK = Duration.ofSeconds(1);
  private static final long NANOS = 1_000_000_000L;
  private static final int PENDING_MAX = 10_000;

  private final RunRepository runs;
  private final RunArchive archive;
  private final RunRecorder recorder;
  private final Supplier<RunSettings> settings;
  private final Clock clock;
  private final Set<UUID> watched = ConcurrentHashMap.newKeySet();
  private volatile boolean draining;
  private volatile boolean leaving;

  /** A watch. */
  public RunWatch(
      RunRepository runs,
      RunArchive archive,
      RunRecorder recorder,
      Supplier<RunSettings> settings,
      Clock clock) {
    this.runs = runs;
    this.archive = archive;
    this.recorder = recorder;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * The service stops: nothing more starts, and what runs may come to its end.
   *
   * @param limit how long that may take
   */
  public void drain(Duration limit) {
    draining = true;
    int running = watched.size();
    if (running > 0 && limit.isPositive()) {
      LOG.info(
          "{} run(s) go on; they have {} s to end, what lasts longer is left to the next start",
          running,
          limit.toSeconds());
    }
    long deadline = System.nanoTime() + limit.toNanos();
    while (!watched.isEmpty() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  /** Watchers leave now; plays go on and are adopted at the next start. */
  public void leave() {
    leaving = true;
  }

  /**
   * Watches until the play ends, or the service does.
   *
   * @param witnessed whether it is our own child, so that its end is seen whatever happens
   */
  void toTheEnd(Run run, PlayProcess process, boolean witnessed) {
    RunFolder folder = archive.folder(run.id());
    EventsFile events = new EventsFile(folder.file("events.jsonl"));
    Mask mask = archive.mask(run.id());
    List<PlayEvent> pending = new ArrayList<>();
    // Measured without the wall clock, which may jump; only a play of an earlier service needs it.
    long began = System.nanoTime() - (witnessed ? 0 : age(run).toNanos());
    long limit = run.timeoutSeconds() * folder.turns() * NANOS;
    long asked = began;
    Optional<Cut> cut = Optional.empty();
    while (!process.endedWithin(LOOK)) {
      if (leaving) {
        LOG.info("run {}: left running; the next start of the service adopts it", run.id());
        return;
      }
      store(run, events, pending, mask);
      if (cut.isEmpty() && System.nanoTime() - began > limit) {
        cut = end(process, folder, Cut.TIMED_OUT);
      } else if (cut.isEmpty() && System.nanoTime() - asked > ASK.toNanos()) {
        asked = System.nanoTime();
        if (cancelAsked(run)) {
          cut = end(process, folder, Cut.CANCELLED);
        }
      }
    }
    do {
      store(run, events, pending, mask);
    } while (!events.atEnd());
    if (!pending.isEmpty()) {
      throw new WorldFault("the last events of run " + run.id() + " cannot be stored yet");
    }
    recorder.ended(
        run, new Ending(folder.exitCode(), events.stats(), cut.or(folder::cut)), witnessed);
  }

  private Optional<Cut> end(PlayProcess process, RunFolder folder, Cut cut) {
    try {
      folder.noteCut(cut);
    } catch (IOException e) {
      LOG.warn("{}: the reason {} cannot be written down: {}", folder.path(), cut, e.toString());
    }
    process.end(settings.get().grace());
    return Optional.of(cut);
  }

  /** Takes a run in hand; false when it is in hand already, or the service stops. */
  boolean take(UUID id) {
    return !draining && watched.add(id);
  }

  /** Lets go of it. */
  void release(UUID id) {
    watched.remove(id);
  }

  private Duration age(Run run) {
    return run.startedAt() == null
        ? Duration.ZERO
        : Duration.between(run.startedAt(), clock.instant());
  }

  /** A database that is away for a while must not end the watch: what could not be stored waits. */
  private void store(Run run, EventsFile events, List<PlayEvent> pending, Mask mask) {
    try {
      if (pending.size() < PENDING_MAX) {
        pending.addAll(events.next());
      }
      recorder.events(run.id(), pending, mask);
      pending.clear();
    } catch (IOException e) {
      LOG.warn("run {}: its events cannot be read: {}", run.id(), e.toString());
    } catch (RuntimeException e) {
      LOG.warn("run {}: its events cannot be stored, it goes on: {}", run.id(), e.toString());
    }
  }

  private boolean cancelAsked(Run run) {
    try {
      return runs.cancelAsked(run.id()).orElse(false);
    } catch (RuntimeException e) {
      LOG.warn("run {}: cannot ask whether it is cancelled: {}", run.id(), e.toString());
      return false;
    }
  }
}
