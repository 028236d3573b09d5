package io.promansible.alertmanager;

import io.micronaut.context.annotation.Context;
import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.GaugeMetricFamily;
import jakarta.inject.Singleton;
import java.util.List;

/** The metric whether each member of Alertmanager answered when it was last asked. */
@Context
@Singleton
public final class AlertmanagerMetrics extends Collector {
  private final AlertmanagerClient alertmanager;

  public AlertmanagerMetrics(AlertmanagerClient alertmanager, CollectorRegistry registry) {
    this.alertmanager = alertmanager;
    registry.register(this);
  }

  @Override
  public List<MetricFamilySamples> collect() {
    GaugeMetricFamily up =
        new GaugeMetricFamily(
            "promansible_alertmanager_up",
            "Whether Alertmanager gave a usable answer when it was asked last.",
            List.of("url"));
    alertmanager.answering().forEach((url, answers) -> up.addMetric(List.of(url), answers ? 1 : 0));
    return List.of(up);
  }
}
