package io.promansible.decision;

import io.promansible.guard.Reason;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import jakarta.inject.Singleton;

/** Counts decisions by their reason. */
@Singleton
public final class DecisionMetrics {
  private final Counter decisions;

  /** Starts each reason at zero: Prometheus cannot see the increase to a first value. */
  public DecisionMetrics(CollectorRegistry registry) {
    this.decisions =
        Counter.build("promansible_decisions_total", "Decisions by reason; start is one of them.")
            .labelNames("reason")
            .register(registry);
    for (Reason reason : Reason.values()) {
      var _ = decisions.labels(reason.text());
    }
  }

  /** Counts a decision. */
  public void decided(String reason) {
    decisions.labels(reason).inc();
  }
}
