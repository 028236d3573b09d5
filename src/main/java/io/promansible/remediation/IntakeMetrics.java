package io.promansible.remediation;

import io.promansible.alert.Notification;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Histogram;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** What came in, what was decided, and how it ended. */
public final class IntakeMetrics {
  private static final double[] FIX_SECONDS = {5, 15, 30, 60, 120, 300, 600, 1200, 3600, 14400};

  private final Counter notifications;
  private final Counter alerts;
  private final Counter truncated;
  private final Counter decisions;
  private final Counter remediations;
  private final Histogram timeToFix;

  /** Registers them. */
  public IntakeMetrics(CollectorRegistry registry) {
    this.notifications =
        Counter.build(
                "promansible_notifications_total", "Notifications received, by what was answered.")
            .labelNames("answer")
            .register(registry);
    this.alerts =
        Counter.build(
                "promansible_alerts_total",
                "Alerts in notifications: accepted, duplicate or quarantined.")
            .labelNames("result")
            .register(registry);
    this.truncated =
        Counter.build(
                "promansible_alerts_truncated_total",
                "Alerts that a sender cut off (max_alerts); they never arrive.")
            .register(registry);
    this.decisions =
        Counter.build("promansible_decisions_total", "Decisions by reason; start is one of them.")
            .labelNames("reason")
            .register(registry);
    this.remediations =
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
  }

  /** A notification was answered. */
  public void answered(int status) {
    notifications.labels(Integer.toString(status)).inc();
  }

  void received(Notification notification, Receipt receipt) {
    alerts.labels("accepted").inc(receipt.accepted());
    alerts.labels("duplicate").inc(receipt.duplicates());
    alerts.labels("quarantined").inc(receipt.quarantined());
    truncated.inc((double) Math.max(0, notification.truncated()));
    receipt.reasons().forEach(reason -> decisions.labels(reason).inc());
  }

  void finished(Remediation remediation, RemediationOutcome outcome, Instant resolvedAt) {
    remediations.labels(remediation.handler(), outcome.name().toLowerCase(Locale.ROOT)).inc();
    if (outcome == RemediationOutcome.FIXED) {
      timeToFix
          .labels(remediation.handler())
          .observe(Duration.between(remediation.startedAt(), resolvedAt).toMillis() / 1000.0);
    }
  }
}
