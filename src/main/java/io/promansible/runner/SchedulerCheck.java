package io.promansible.runner;

import com.github.kagkarlsson.scheduler.Scheduler;
import io.promansible.run.RunRepository;
import io.promansible.run.RunSettings;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Whether db-scheduler still takes due executions. It does so within seconds, or puts them off by a
 * second: if a thread is free and the same execution stays due for minutes, its polling threads
 * have died.
 */
@Singleton
public final class SchedulerCheck {
  private static final Duration WITHIN = Duration.ofMinutes(2);
  private static final Duration SOON = Duration.ofSeconds(30);

  private final Supplier<RunSettings> settings;
  private final RunRepository runs;
  private final Scheduler scheduler;
  private final Clock clock;
  private Optional<Instant> oldest = Optional.empty();
  private long since = System.nanoTime();

  SchedulerCheck(
      Supplier<RunSettings> settings, RunRepository runs, Scheduler scheduler, Clock clock) {
    this.settings = settings;
    this.runs = runs;
    this.scheduler = scheduler;
    this.clock = clock;
  }

  /** Which execution is due for long and not taken, if one is; not measured by the wall clock. */
  public synchronized Optional<String> trouble() {
    boolean busy = scheduler.getCurrentlyExecuting().size() >= settings.get().concurrent();
    Optional<Instant> due =
        busy
            ? Optional.empty()
            : runs.oldestDue().filter(at -> at.plus(SOON).isBefore(clock.instant()));
    long now = System.nanoTime();
    if (due.isEmpty() || !due.equals(oldest)) {
      oldest = due;
      since = now;
    }
    return due.filter(at -> now - since > WITHIN.toNanos())
        .map(at -> "what is due since " + at + " is not taken; restart the service");
  }
}
