package io.promansible.runner;

import io.promansible.handler.Handlers;
import io.promansible.run.Cause;
import io.promansible.run.Outcome;
import io.promansible.run.Run;
import io.promansible.run.RunRepository;
import io.promansible.run.RunState;
import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.GaugeMetricFamily;
import io.prometheus.client.Histogram;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** Metrics of runs. Their labels are roles and outcomes, which are few; never hosts or ids. */
@Singleton
public final class RunMetrics extends Collector {
  private static final double[] SECONDS = {0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600};

  private final RunRepository runs;
  private final Clock clock;
  private final Supplier<Handlers> handlers;
  private final Counter finished;
  private final Counter ofRole;
  private final Histogram duration;
  private final Histogram waited;

  public RunMetrics(
      RunRepository runs, Supplier<Handlers> handlers, Clock clock, CollectorRegistry registry) {
    this.runs = runs;
    this.handlers = handlers;
    this.clock = clock;
    this.finished =
        Counter.build("promansible_runs_total", "Finished runs by cause and outcome.")
            .labelNames("cause", "outcome")
            .register(registry);
    this.ofRole =
        Counter.build(
                "promansible_role_runs_total",
                "Finished runs by role and outcome; one with two roles counts for both.")
            .labelNames("role", "outcome")
            .register(registry);
    this.duration =
        Histogram.build("promansible_run_duration_seconds", "From the start of a play to its end.")
            .labelNames("role")
            .buckets(SECONDS)
            .register(registry);
    this.waited =
        Histogram.build("promansible_run_queue_seconds", "From queued to the start of the play.")
            .buckets(SECONDS)
            .register(registry);
    prepare();
    registry.register(this);
  }

  /** Creates each counter at zero: Prometheus cannot see the increase to a first value. */
  private void prepare() {
    for (Outcome outcome : Outcome.values()) {
      for (Cause cause : Cause.values()) {
        var _ = finished.labels(text(cause), text(outcome));
      }
      for (String role : handlers.get().roleNames()) {
        var _ = ofRole.labels(role, text(outcome));
      }
    }
  }

  private static String text(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  void started(Run run) {
    waited.observe(seconds(run.queuedAt(), clock.instant()));
  }

  void finished(Run run, Outcome outcome) {
    finished.labels(text(run.cause()), text(outcome)).inc();
    for (String role : run.roleNames()) {
      ofRole.labels(role, text(outcome)).inc();
      if (run.startedAt() != null) {
        duration.labels(role).observe(seconds(run.startedAt(), clock.instant()));
      }
    }
  }

  /** Reads the database at each scrape, so that all nodes report the same. */
  @Override
  public List<MetricFamilySamples> collect() {
    // A reload may have brought new handlers.
    prepare();
    List<MetricFamilySamples> families = new ArrayList<>();
    try {
      double oldest =
          runs.oldestQueued()
              .map(since -> Math.max(0, seconds(since, clock.instant())))
              .orElse(0.0);
      families.add(
          gauge("queue_runs", "Runs that wait to be started.", runs.count(RunState.QUEUED)));
      families.add(
          gauge(
              "queue_oldest_age_seconds",
              "How long the oldest run waits that an alert asked for.",
              oldest));
      families.add(gauge("running_runs", "Runs that run now.", runs.count(RunState.RUNNING)));
      families.add(gauge("database_up", "Whether the database answers.", 1));
    } catch (RuntimeException e) {
      // A failed scrape would hide database_up.
      families.clear();
      families.add(gauge("database_up", "Whether the database answers.", 0));
    }
    return families;
  }

  private static GaugeMetricFamily gauge(String name, String help, Number value) {
    return new GaugeMetricFamily("promansible_" + name, help, value.doubleValue());
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toMillis() / 1000.0;
  }
}
