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
 * Does again and again what the service does by itself, and knows whether it still does. Its
 * threads are the system's own, as requests that compute must not hold them up.
 */
@Singleton
public final class Clockwork {
  private static final Logger LOG = LoggerFactory.getLogger(Clockwork.class);
  private static final int INTERVALS = 10;
  private static final Duration SPARE = Duration.ofMinutes(2);

  private record Beat(long mostNanos, AtomicLong at) {}

  // Works with the database, so it is never interrupted.
  private final ScheduledExecutorService clockwork =
      Executors.newScheduledThreadPool(
          4, Thread.ofPlatform().daemon().name("clockwork-", 0).factory());
  // Calls Ansible's programs, which may take long and may be broken off.
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

  /** Begins to do something again and again: at once, and then with a pause between. */
  public void begin(Recurring one) {
    if (!one.interruptible()) {
      expect(one.what(), one.pause());
    }
    var _ =
        (one.interruptible() ? errands : clockwork)
            .scheduleWithFixedDelay(
                guarded(one.what(), one::run), 0, one.pause().toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Does something once, soon. */
  public void once(String what, Runnable deed) {
    clockwork.execute(guarded(what, deed));
  }

  /** The same for what may be broken off. */
  public void errand(String what, Runnable deed) {
    errands.execute(guarded(what, deed));
  }

  /** The same, after a while; nothing happens when the service stops before. */
  public void errandIn(Duration wait, String what, Runnable deed) {
    if (!errands.isShutdown()) {
      var _ = errands.schedule(guarded(what, deed), wait.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Something is to be done at least that often, give or take. */
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

  /** What has not been done for long though it should be; empty when all goes on. */
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

  /** Something done by itself; what is thrown ends none of the times to come. */
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

  /** Begins nothing more; errands are broken off. */
  public void stop() {
    errands.shutdownNow();
    clockwork.shutdown();
  }

  /** Returns when all has ended, or after a time. */
  public void await(Duration limit) {
    try {
      // The database closes next.
      if (!clockwork.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("something in the background did not end within {} s", limit.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
