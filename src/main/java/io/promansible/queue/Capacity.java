package io.promansible.queue;

import io.promansible.disk.DataFolder;
import io.promansible.run.RunRepository;
import io.promansible.run.RunSettings;
import io.promansible.run.RunState;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Whether the disk and the queue have room for more. An alert that cannot be acted upon is better
 * left with Alertmanager, which sends it again, than half handled here.
 */
@Singleton
public final class Capacity {
  private static final long MEGABYTE = 1 << 20;
  // Every notification asks, but the queue is counted at most once in this time.
  private static final Duration KEEP = Duration.ofSeconds(1);

  private final DataFolder data;
  private final RunRepository runs;
  private final Supplier<RunSettings> settings;
  private volatile long queued;
  private volatile long countedAt = System.nanoTime() - KEEP.toNanos();

  /** Looks at the disk of the data folder. */
  public Capacity(DataFolder data, RunRepository runs, Supplier<RunSettings> settings) {
    this.data = data;
    this.runs = runs;
    this.settings = settings;
  }

  /** Why no more alerts can be taken in now; empty when they can. */
  public Optional<String> full() {
    return diskFull().or(this::queueFull);
  }

  /** Why the disk has too little room to write safely; empty when it has enough. */
  public Optional<String> diskFull() {
    long least = settings.get().diskMin();
    try {
      long free = Files.getFileStore(data.path()).getUsableSpace();
      return free >= least
          ? Optional.empty()
          : Optional.of(
              "the disk of %s has %d MB left, and %d MB must be free (runs.disk_min); make room"
                  .formatted(data.path(), free / MEGABYTE, Math.ceilDiv(least, MEGABYTE)));
    } catch (IOException e) {
      return Optional.of("the disk of " + data.path() + " does not answer: " + e.getMessage());
    }
  }

  private Optional<String> queueFull() {
    long now = System.nanoTime();
    if (now - countedAt >= KEEP.toNanos()) {
      countedAt = now;
      queued = runs.count(RunState.QUEUED);
    }
    int most = settings.get().queueMax();
    return queued < most
        ? Optional.empty()
        : Optional.of(
            "%d runs wait, and %d may (runs.queue_max); Alertmanager sends it again"
                .formatted(queued, most));
  }
}
