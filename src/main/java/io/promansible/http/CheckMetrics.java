package io.promansible.http;

import io.promansible.health.Check;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.GaugeMetricFamily;
import java.util.List;

/** The checks of {@code /-/ready} as metrics, asked anew at each scrape. */
public final class CheckMetrics {
  private CheckMetrics() {}

  public static List<MetricFamilySamples> of(List<Check> checks) {
    GaugeMetricFamily each =
        new GaugeMetricFamily(
            "promansible_check_ok", "Whether what the service needs is well.", List.of("check"));
    boolean ready = true;
    for (Check check : checks) {
      boolean ok = check.now().isEmpty();
      ready &= ok || !check.fatal();
      each.addMetric(List.of(check.name()), ok ? 1 : 0);
    }
    return List.of(
        new GaugeMetricFamily(
            "promansible_ready", "Whether the service can do its work.", ready ? 1 : 0),
        each);
  }
}
