package io.promansible.runner;

import io.promansible.archive.EventRecorder;
import io.promansible.archive.RunFiles;
import io.promansible.fault.WorldFault;
import io.promansible.inventory.Mask;
import io.promansible.play.Ending;
import io.promansible.play.Ending.Cut;
import io.promansible.play.EventsFile;
import io.promansible.play.PlayEvent;
import io.promansible.play.PlayProcess;
import io.promansible.play.RunFolder;
import io.promansible.run.Run;
import io.promansible.run.RunRepository;
import io.promansible.run.RunSettings;
import jakarta.inject.Singleton;
import java.io.IOException;
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

/** Watches a play: stores its events as they come, ends it at its timeout, records its end. */
@Singleton
public final class RunWatch {
  private static final Logger LOG = LoggerFactory.getLogger(RunWatch.class);
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final Duration ASK = Duration.ofSeconds(1);
  private static final long NANOS = 1_000_000_000L;
  private static final int PENDING_MAX = 10_000;

  private final RunRepository runs;
  private final RunFiles archive;
  private final EventRecorder events;
  private final RunRecorder recorder;
  private final Supplier<RunSettings> settings;
  private final Set<UUID> watched = ConcurrentHashMap.newKeySet();
  private volatile boolean draining;
  private volatile boolean leaving;

  RunWatch(
      RunRepository runs,
      RunFiles archive,
      EventRecorder events,
      RunRecorder recorder,
      Supplier<RunSettings> settings) {
    this.runs = runs;
    this.archive = archive;
    this.events = events;
    this.recorder = recorder;
    this.settings = settings;
  }

  /**
   * For a stop of the service: lets nothing more start, and waits {@code runs.drain} for plays to
   * end.
   */
  void drain() {
    Duration limit = settings.get().drain();
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

  /** Makes all watchers return; plays go on, and the next start adopts them. */
  void leave() {
    leaving = true;
  }

  /**
   * Watches until the play ends, or the service stops.
   *
   * @param witnessed whether the play is a child of this process, which always sees its end
   */
  void toTheEnd(Run run, PlayProcess process, boolean witnessed) {
    RunFolder folder = archive.folder(run.id());
    EventsFile file = new EventsFile(folder.file("events.jsonl"));
    Mask mask = archive.mask(run.id());
    List<PlayEvent> pending = new ArrayList<>();
    // Not by the wall clock, which may jump.
    long began = System.nanoTime() - (witnessed ? 0 : process.age().toNanos());
    long limit = folder.seconds(run.timeoutSeconds()) * NANOS;
    long asked = began;
    Optional<Cut> cut = Optional.empty();
    while (!process.endedWithin(LOOK)) {
      if (leaving) {
        LOG.info("run {}: left running; the next start of the service adopts it", run.id());
        return;
      }
      store(run, file, pending, mask);
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
      store(run, file, pending, mask);
    } while (!file.atEnd());
    process.clear(!file.account().timedOut().isEmpty());
    if (!pending.isEmpty()) {
      throw new WorldFault("the last events of run " + run.id() + " cannot be stored yet");
    }
    recorder.ended(
        run,
        new Ending(folder.exitCode(), file.stats(), cut.or(folder::cut), file.account()),
        witnessed);
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

  /** Marks a run as handled by this service; false when it is already, or the service stops. */
  boolean take(UUID id) {
    return !draining && watched.add(id);
  }

  /** Ends what {@link #take} began. */
  void release(UUID id) {
    watched.remove(id);
  }

  /** Stores new events; while the database is away they wait, and the watch goes on. */
  private void store(Run run, EventsFile file, List<PlayEvent> pending, Mask mask) {
    try {
      if (pending.size() < PENDING_MAX) {
        pending.addAll(file.next());
      }
      events.store(run.id(), pending, mask);
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
