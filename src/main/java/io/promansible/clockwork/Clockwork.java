package io.promansible.clockwork;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the background work of the service, and tells when some of it is no longer done. Its threads
 * are platform threads, so that requests that compute do not hold them up.
 */
@Singleton
public final class Clockwork {
  private static final Logger LOG = LoggerFactory.getLogger(Clockwork.class);
  private static final int INTERVALS = 10;
  private static final Duration SPARE = Duration.ofMinutes(2);

  private record Beat(long mostNanos, AtomicLong at) {}

  // This work uses the database, so its threads are never interrupted.
  private final ScheduledExecutorService clockwork =
      Executors.newScheduledThreadPool(
          4, Thread.ofPlatform().daemon().name("clockwork-", 0).factory());
  private final ScheduledExecutorService pulse =
      Executors.newScheduledThreadPool(2, Thread.ofPlatform().daemon().name("pulse-", 0).factory());
  // Errands call Ansible's programs: they may take long, and may be interrupted.
  private final ScheduledExecutorService errands =
      Executors.newScheduledThreadPool(
          2, Thread.ofPlatform().daemon().name("errand-", 0).factory());
  private final Map<String, Beat> beats = new ConcurrentHashMap<>();
  private final Counter failures;

  Clockwork(CollectorRegistry metrics) {
    this.failures =
        Counter.build(
                "promansible_background_failures_total",
                "What the service does by itself, again and again, and failed.")
            .labelNames("what")
            .register(metrics);
  }

  /** Starts a task that recurs: it runs at once, and then again after each pause. */
  public void begin(Recurring one) {
    if (!one.interruptible()) {
      expect(one.what(), one.pause());
    }
    var _ =
        (one.interruptible() ? errands : one.vital() ? pulse : clockwork)
            .scheduleWithFixedDelay(
                guarded(one.what(), one::run), 0, one.pause().toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Runs something once, soon, on a thread that is never interrupted. */
  public void once(String what, Runnable deed) {
    clockwork.execute(guarded(what, deed));
  }

  /** Runs an errand once, soon; a stop of the service interrupts it. */
  public void errand(String what, Runnable deed) {
    errands.execute(guarded(what, deed));
  }

  /** Runs an errand once after a wait, unless the service stops before. */
  public void errandIn(Duration wait, String what, Runnable deed) {
    if (!errands.isShutdown()) {
      var _ = errands.schedule(guarded(what, deed), wait.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Expects a task at this interval; after ten intervals and 2 min without it there is trouble. */
  public void expect(String what, Duration interval) {
    long most = interval.multipliedBy(INTERVALS).plus(SPARE).toNanos();
    beats.merge(
        what,
        new Beat(most, new AtomicLong(System.nanoTime())),
        (old, fresh) -> new Beat(most, old.at()));
  }

  private void beat(String what) {
    Optional.ofNullable(beats.get(what)).ifPresent(beat -> beat.at().set(System.nanoTime()));
  }

  /** Names a task that has not succeeded for too long; empty when there is none. */
  public Optional<String> trouble() {
    long now = System.nanoTime();
    return beats.entrySet().stream()
        .filter(e -> now - e.getValue().at().get() > e.getValue().mostNanos())
        .findFirst()
        .map(e ->
            "%s: not done for %d s; the log says why, and if not, restart the service"
                .formatted(
                    e.getKey(), TimeUnit.NANOSECONDS.toSeconds(now - e.getValue().at().get())));
  }

  /** Wraps a task: what it throws is logged and counted, and the task still runs next time. */
  public Runnable guarded(String what, Runnable deed) {
    return () -> {
      try {
        deed.run();
        beat(what);
      } catch (RuntimeException | Error e) {
        failures.labels(what).inc();
        LOG.error("{} failed; it is tried again", what, e);
      }
    };
  }

  /** Starts nothing more; interrupts errands, but lets the other running tasks end. */
  public void stop() {
    errands.shutdownNow();
    pulse.shutdown();
    clockwork.shutdown();
  }

  /** Waits until the tasks that are not interrupted have ended, at most for the limit. */
  public void await(Duration limit) {
    try {
      // The database is closed after this.
      if (!clockwork.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS)
          || !pulse.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("something in the background did not end within {} s", limit.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
