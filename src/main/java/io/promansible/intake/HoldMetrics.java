package io.promansible.intake;

import io.micronaut.context.annotation.Context;
import io.promansible.decision.DecisionSources;
import io.promansible.guard.Reason;
import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.GaugeMetricFamily;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Metrics of remediations that wait and of freezes, read anew at each scrape. */
@Context
@Singleton
public final class HoldMetrics extends Collector {
  private final DecisionSources sources;

  public HoldMetrics(DecisionSources sources, CollectorRegistry registry) {
    this.sources = sources;
    registry.register(this);
  }

  @Override
  public List<MetricFamilySamples> collect() {
    try {
      GaugeMetricFamily waiting =
          new GaugeMetricFamily(
              "promansible_remediations_waiting",
              "Remediations whose next step waits, by what it waits for; approve is a person.",
              List.of("reason"));
      Map<String, Long> counts = new TreeMap<>(Map.of(Reason.APPROVE.text(), 0L));
      sources
          .counts()
          .waitingCounts()
          .forEach(row -> counts.put(String.valueOf(row.kind()), row.total()));
      counts.forEach((reason, count) -> waiting.addMetric(List.of(reason), count));
      int frozen = sources.freezes().byApi().size() + sources.freezes().byFileAndWindows().size();
      return List.of(
          waiting,
          new GaugeMetricFamily(
              "promansible_freezes", "Freezes that hold now, by whatever way.", frozen));
    } catch (RuntimeException e) {
      // No samples rather than a failed scrape, which would hide promansible_database_up.
      return List.of();
    }
  }
}
