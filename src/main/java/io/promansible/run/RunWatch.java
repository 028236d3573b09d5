package io.promansible.run;

import io.promansible.ansible.Ending;
import io.promansible.ansible.Ending.Cut;
import io.promansible.ansible.EventsFile;
import io.promansible.ansible.PlayProcess;
import io.promansible.ansible.RunFolder;
import io.promansible.inventory.Mask;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
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

  private final RunRepository runs;
  private final RunPartsRepository parts;
  private final RunArchive archive;
  private final RunRecorder recorder;
  private final Supplier<RunSettings> settings;
  private final Clock clock;
  private final Set<UUID> watched = ConcurrentHashMap.newKeySet();
  private volatile boolean leaving;

  /** A watch. */
  public RunWatch(
      RunRepository runs,
      RunPartsRepository parts,
      RunArchive archive,
      RunRecorder recorder,
      Supplier<RunSettings> settings,
      Clock clock) {
    this.runs = runs;
    this.parts = parts;
    this.archive = archive;
    this.recorder = recorder;
    this.settings = settings;
    this.clock = clock;
  }

  /** The service stops: watchers leave, plays go on and are adopted at the next start. */
  public void leave() {
    leaving = true;
  }

  /**
   * Watches until the play ends, or the service does.
   *
   * @param witnessed whether it is our own child, so that its end is seen whatever happens
   */
  void toTheEnd(Run run, PlayProcess process, boolean witnessed) {
    if (!watched.add(run.id())) {
      return;
    }
    try {
      watch(run, process, witnessed);
    } finally {
      watched.remove(run.id());
    }
  }

  /** Whether nobody here watches that run. */
  boolean free(UUID id) {
    return !watched.contains(id);
  }

  private void watch(Run run, PlayProcess process, boolean witnessed) {
    RunFolder folder = archive.folder(run.id());
    EventsFile events = new EventsFile(folder.file("events.jsonl"));
    Mask mask = archive.mask(parts.hosts(run.id()).stream().map(RunHost::host).toList());
    // Measured without the wall clock, which may jump; only a play of an earlier service needs it.
    long began = System.nanoTime() - (witnessed ? 0 : age(run).toNanos());
    long asked = began;
    Optional<Cut> cut = Optional.empty();
    while (!process.endedWithin(LOOK)) {
      if (leaving) {
        LOG.info("run {}: left running; the next start of the service adopts it", run.id());
        return;
      }
      store(run, events, mask);
      if (cut.isEmpty()
          && System.nanoTime() - began > Duration.ofSeconds(run.timeoutSeconds()).toNanos()) {
        cut = Optional.of(Cut.TIMED_OUT);
        process.end(settings.get().grace());
      } else if (cut.isEmpty() && System.nanoTime() - asked > ASK.toNanos()) {
        asked = System.nanoTime();
        if (runs.cancelAsked(run.id()).orElse(false)) {
          cut = Optional.of(Cut.CANCELLED);
          process.end(settings.get().grace());
        }
      }
    }
    while (store(run, events, mask)) {
      // what was written since the last look
    }
    recorder.ended(run, new Ending(folder.exitCode(), events.stats(), cut), witnessed);
  }

  private Duration age(Run run) {
    return run.startedAt() == null
        ? Duration.ZERO
        : Duration.between(run.startedAt(), clock.instant());
  }

  private boolean store(Run run, EventsFile events, Mask mask) {
    try {
      var next = events.next();
      recorder.events(run.id(), List.copyOf(next), mask);
      return !next.isEmpty();
    } catch (IOException e) {
      LOG.warn("run {}: its events cannot be read: {}", run.id(), e.toString());
      return false;
    }
  }
}
