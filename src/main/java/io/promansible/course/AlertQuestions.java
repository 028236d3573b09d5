package io.promansible.course;

import io.promansible.alert.AlertSources;
import io.promansible.alert.Episode;
import io.promansible.alertmanager.AlertmanagerClient;
import io.promansible.alertmanager.AlertmanagerSettings;
import io.promansible.alertmanager.AlertmanagerState;
import io.promansible.handler.Handler;
import io.promansible.label.Labels;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Asks Alertmanager and Prometheus about alerts. */
@Singleton
public final class AlertQuestions {
  private final AlertmanagerClient alertmanager;
  private final Supplier<AlertmanagerSettings> settings;
  private final PrometheusConfirmation prometheus;
  private final Supplier<AlertSources> sources;

  AlertQuestions(
      AlertmanagerClient alertmanager,
      Supplier<AlertmanagerSettings> settings,
      PrometheusConfirmation prometheus,
      Supplier<AlertSources> sources) {
    this.alertmanager = alertmanager;
    this.settings = settings;
    this.prometheus = prometheus;
    this.sources = sources;
  }

  /** Whether an Alertmanager is configured. */
  boolean configured() {
    return alertmanager.configured();
  }

  /** Whether Alertmanager must confirm alerts of this source; others it may not have at all. */
  boolean needsConfirmation(String source) {
    return sources.get().needsConfirmation(source);
  }

  /** The settings of Alertmanager. */
  AlertmanagerSettings settings() {
    return settings.get();
  }

  /** How long all questions about one remediation may take. */
  Duration patience() {
    return settings.get().poll().plus(settings.get().timeout().multipliedBy(2));
  }

  /** A round in which each question is asked once, however many alerts it is about. */
  Round round() {
    return new Round();
  }

  /** The answers of one round. */
  final class Round {
    private final Map<String, Optional<AlertmanagerState>> byAlertname = new HashMap<>();
    private final PrometheusConfirmation.Round queries = prometheus.round();

    /** What Alertmanager's members have of this alert's name; empty without a usable answer. */
    Optional<AlertmanagerState> alertmanager(Episode episode) {
      return byAlertname.computeIfAbsent(episode.alertname(), alertmanager::ask);
    }

    /** Prometheus' answer to a query of a handler about an alert. */
    PrometheusConfirmation.Answer prometheus(String query, Labels alert, Handler handler) {
      return queries.of(query, alert, handler);
    }
  }
}
