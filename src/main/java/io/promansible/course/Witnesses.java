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

/** What Alertmanager and Prometheus say about alerts now. */
@Singleton
public final class Witnesses {
  private final AlertmanagerClient alertmanager;
  private final Supplier<AlertmanagerSettings> settings;
  private final PrometheusConfirmation prometheus;
  private final Supplier<AlertSources> sources;

  Witnesses(
      AlertmanagerClient alertmanager,
      Supplier<AlertmanagerSettings> settings,
      PrometheusConfirmation prometheus,
      Supplier<AlertSources> sources) {
    this.alertmanager = alertmanager;
    this.settings = settings;
    this.prometheus = prometheus;
    this.sources = sources;
  }

  /** Whether there is an Alertmanager to ask. */
  boolean configured() {
    return alertmanager.configured();
  }

  /** Whether Alertmanager must confirm an alert of this source; others it may not know at all. */
  boolean needed(String source) {
    return sources.get().confirmed(source);
  }

  /** The settings of whom is asked. */
  AlertmanagerSettings settings() {
    return settings.get();
  }

  /** How long an answer may take, with all that is asked for it. */
  Duration patience() {
    return settings.get().poll().plus(settings.get().timeout().multipliedBy(2));
  }

  /** A round in which each is asked once for the same thing, however many alerts it is about. */
  Round round() {
    return new Round();
  }

  /** What has been asked in one round. */
  final class Round {
    private final Map<String, Optional<AlertmanagerState>> byAlertname = new HashMap<>();
    private final PrometheusConfirmation.Round queries = prometheus.round();

    /** What the members of Alertmanager have of this alert's name; empty without usable answer. */
    Optional<AlertmanagerState> alertmanager(Episode episode) {
      return byAlertname.computeIfAbsent(episode.alertname(), alertmanager::ask);
    }

    /** What Prometheus says to a query of a handler about an alert. */
    PrometheusConfirmation.Answer prometheus(String query, Labels alert, Handler handler) {
      return queries.of(query, alert, handler);
    }
  }
}
