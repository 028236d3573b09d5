package io.promansible.intake;

import io.promansible.alert.Notification;
import io.promansible.alert.RepeatRepository;
import io.promansible.decision.DecisionMetrics;
import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.GaugeMetricFamily;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Metrics of notifications and alerts. */
@Singleton
public final class IntakeMetrics extends Collector {
  /** The alert that always fires, as a sign of life of Prometheus and Alertmanager. */
  private static final String WATCHDOG = "Watchdog";

  /** Alertnames come from outside: beyond this many they are counted together. */
  private static final int NAMES_MAX = 500;

  private final RepeatRepository repeats;
  private final DecisionMetrics decisions;
  private final Set<String> names = new HashSet<>();
  private final Counter opened;
  private final Counter notifications;
  private final Counter alerts;
  private final Counter truncated;

  public IntakeMetrics(
      RepeatRepository repeats, DecisionMetrics decisions, CollectorRegistry registry) {
    this.repeats = repeats;
    this.decisions = decisions;
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
    registry.register(this);
  }

  /** A notification was answered. */
  public void answered(int status) {
    notifications.labels(Integer.toString(status)).inc();
  }

  void received(Notification notification, IntakeResult intakeResult) {
    alerts.labels("accepted").inc(intakeResult.accepted());
    alerts.labels("duplicate").inc(intakeResult.duplicates());
    alerts.labels("quarantined").inc(intakeResult.quarantined());
    truncated.inc((double) Math.max(0, notification.truncated()));
    intakeResult.opened().forEach(name -> opened.labels(bounded(name)).inc());
    intakeResult.reasons().forEach(decisions::decided);
  }

  /** The name, or (other) if there are too many names; only the intake's writer calls this. */
  private String bounded(String name) {
    return names.contains(name) || (names.size() < NAMES_MAX && names.add(name)) ? name : "(other)";
  }

  /** Read at each scrape, so that all nodes report the same; empty before the first Watchdog. */
  @Override
  public List<MetricFamilySamples> collect() {
    try {
      return repeats
          .lastTold(WATCHDOG)
          .<List<MetricFamilySamples>>map(at ->
              List.of(
                  new GaugeMetricFamily(
                      "promansible_watchdog_last_received_timestamp_seconds",
                      "When the webhook told of the alert Watchdog last.",
                      at.toEpochMilli() / 1000.0)))
          .orElse(List.of());
    } catch (RuntimeException e) {
      // No samples rather than a failed scrape, which would hide promansible_database_up.
      return List.of();
    }
  }
}
