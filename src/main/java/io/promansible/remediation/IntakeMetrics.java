package io.promansible.remediation;

import io.promansible.alert.EpisodeRepository;
import io.promansible.alert.Notification;
import io.promansible.handler.Handler;
import io.promansible.handler.Handlers;
import io.promansible.handler.Reason;
import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.GaugeMetricFamily;
import io.prometheus.client.Histogram;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/** What came in, what was decided, and how it ended. */
public final class IntakeMetrics extends Collector {
  private static final double[] FIX_SECONDS = {5, 15, 30, 60, 120, 300, 600, 1200, 3600, 14400};

  /** Alertmanager's own sign of life: an alert that always fires. */
  private static final String WATCHDOG = "Watchdog";

  /** Alertnames come from outside: beyond this many they are counted together. */
  private static final int NAMES_MAX = 500;

  private final EpisodeRepository episodes;
  private final Supplier<Handlers> handlers;
  private final Set<String> names = new HashSet<>();
  private final Counter opened;
  private final Counter notifications;
  private final Counter alerts;
  private final Counter truncated;
  private final Counter decisions;
  private final Counter remediations;
  private final Histogram timeToFix;

  /** Registers them. */
  public IntakeMetrics(
      EpisodeRepository episodes, Supplier<Handlers> handlers, CollectorRegistry registry) {
    this.episodes = episodes;
    this.handlers = handlers;
    this.opened =
        Counter.build("promansible_episodes_total", "Episodes that began, by alertname.")
            .labelNames("alertname")
            .register(registry);
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
    prepare();
    registry.register(this);
  }

  /** Each at zero from the beginning: Prometheus cannot see the increase to a first value. */
  private void prepare() {
    for (Reason reason : Reason.values()) {
      var _ = decisions.labels(reason.text());
    }
    for (Handler handler : handlers.get().all()) {
      var _ = timeToFix.labels(handler.name());
      for (RemediationOutcome outcome : RemediationOutcome.values()) {
        var _ = remediations.labels(handler.name(), text(outcome));
      }
    }
  }

  private static String text(RemediationOutcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
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
    receipt.opened().forEach(name -> opened.labels(bounded(name)).inc());
    receipt.reasons().forEach(reason -> decisions.labels(reason).inc());
  }

  /** Only the intake's one writer comes here. */
  private String bounded(String name) {
    return names.contains(name) || (names.size() < NAMES_MAX && names.add(name)) ? name : "(other)";
  }

  /**
   * Asked at each scrape, so that all nodes of one database tell the same; none until the first.
   */
  @Override
  public List<MetricFamilySamples> collect() {
    // Handlers may have come by a reload.
    prepare();
    try {
      return episodes
          .lastHeard(WATCHDOG)
          .<List<MetricFamilySamples>>map(at ->
              List.of(
                  new GaugeMetricFamily(
                      "promansible_watchdog_last_received_timestamp_seconds",
                      "When the alert Watchdog was received last.",
                      at.toEpochMilli() / 1000.0)))
          .orElse(List.of());
    } catch (RuntimeException e) {
      // promansible_database_up tells; a scrape that fails as a whole would hide just that.
      return List.of();
    }
  }

  void finished(Remediation remediation, RemediationOutcome outcome, Instant resolvedAt) {
    remediations.labels(remediation.handler(), text(outcome)).inc();
    if (outcome == RemediationOutcome.FIXED) {
      timeToFix
          .labels(remediation.handler())
          .observe(Duration.between(remediation.startedAt(), resolvedAt).toMillis() / 1000.0);
    }
  }
}
