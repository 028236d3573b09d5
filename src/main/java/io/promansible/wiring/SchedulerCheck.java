package io.promansible.wiring;

import com.github.kagkarlsson.scheduler.Scheduler;
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
final class SchedulerCheck {
  private static final Duration WITHIN = Duration.ofMinutes(2);
  private static final Duration SOON = Duration.ofSeconds(30);

  private final Scheduler scheduler;
  private final int threads;
  private final Supplier<Optional<Instant>> oldestDue;
  private final Clock clock;
  private Optional<Instant> oldest = Optional.empty();
  private long since = System.nanoTime();

  /**
   * A check of one scheduler.
   *
   * @param threads that the scheduler was started with
   * @param oldestDue since when the oldest of its executions is due that nobody has taken
   */
  SchedulerCheck(
      Scheduler scheduler, int threads, Supplier<Optional<Instant>> oldestDue, Clock clock) {
    this.scheduler = scheduler;
    this.threads = threads;
    this.oldestDue = oldestDue;
    this.clock = clock;
  }

  /** Which execution is due for long and not taken, if one is; not measured by the wall clock. */
  Optional<String> trouble() {
    // The database is asked outside the monitor: while it is away, others must not wait here.
    boolean busy = scheduler.getCurrentlyExecuting().size() >= threads;
    return judged(
        busy
            ? Optional.empty()
            : oldestDue.get().filter(at -> at.plus(SOON).isBefore(clock.instant())));
  }

  private synchronized Optional<String> judged(Optional<Instant> due) {
    long now = System.nanoTime();
    if (due.isEmpty() || !due.equals(oldest)) {
      oldest = due;
      since = now;
    }
    return due.filter(at -> now - since > WITHIN.toNanos())
        .map(at -> "what is due since " + at + " is not taken; restart the service");
  }
}
