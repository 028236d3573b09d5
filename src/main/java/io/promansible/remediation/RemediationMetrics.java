package io.promansible.remediation;

import io.promansible.handler.Handler;
import io.promansible.handler.Handlers;
import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Histogram;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/** How remediations ended, and how long the fixed ones took. */
@Singleton
public final class RemediationMetrics extends Collector {
  private static final double[] FIX_SECONDS = {5, 15, 30, 60, 120, 300, 600, 1200, 3600, 14400};

  private final Supplier<Handlers> handlers;
  private final Counter ended;
  private final Histogram timeToFix;

  public RemediationMetrics(Supplier<Handlers> handlers, CollectorRegistry registry) {
    this.handlers = handlers;
    this.ended =
        Counter.build(
                "promansible_remediations_total", "Finished remediations by handler and outcome.")
            .labelNames("handler", "outcome")
            .register(registry);
    this.timeToFix =
        Histogram.build(
                "promansible_remediation_seconds",
                "From the decision to the alert resolved, for fixed ones.")
            .labelNames("handler")
            .buckets(FIX_SECONDS)
            .register(registry);
    prepare();
    registry.register(this);
  }

  /** Starts each metric at zero: Prometheus cannot see the increase to a first value. */
  private void prepare() {
    for (Handler handler : handlers.get().all()) {
      var _ = timeToFix.labels(handler.name());
      for (RemediationOutcome outcome : RemediationOutcome.values()) {
        var _ = ended.labels(handler.name(), outcome.text());
      }
    }
  }

  /** Prepares metrics at each scrape, as a reload may bring handlers; adds no values itself. */
  @Override
  public List<MetricFamilySamples> collect() {
    prepare();
    return List.of();
  }

  void finished(Remediation remediation, RemediationOutcome outcome, Instant resolvedAt) {
    ended.labels(remediation.handler(), outcome.text()).inc();
    if (outcome == RemediationOutcome.FIXED) {
      timeToFix
          .labels(remediation.handler())
          .observe(Duration.between(remediation.startedAt(), resolvedAt).toMillis() / 1000.0);
    }
  }
}
