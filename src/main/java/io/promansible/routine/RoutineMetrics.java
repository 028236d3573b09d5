package io.promansible.routine;

import io.micronaut.context.annotation.Context;
import io.promansible.inventory.LiveInventory;
import io.promansible.playbook.Kind;
import io.promansible.playbook.RoleCatalog;
import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** The metrics of routines and checks; asked at each scrape, so that all nodes tell the same. */
@Context
@Singleton
public final class RoutineMetrics extends Collector implements Collector.Describable {
  private static final double MILLIS = 1000.0;

  private final RoutineRepository routines;
  private final RoleCatalog catalog;
  private final LiveInventory inventory;

  /** Registers them. */
  public RoutineMetrics(
      RoutineRepository routines,
      RoleCatalog catalog,
      LiveInventory inventory,
      CollectorRegistry registry) {
    this.routines = routines;
    this.catalog = catalog;
    this.inventory = inventory;
    registry.register(this);
  }

  /** Whether role and host still are: a check that nobody can repeat must not fail for ever. */
  private boolean known(String role, String host) {
    return catalog.has(Kind.ROUTINE, role)
        && inventory.current().filter(c -> c.inventory().host(host).isPresent()).isPresent();
  }

  @Override
  public List<MetricFamilySamples> describe() {
    return List.of();
  }

  @Override
  public List<MetricFamilySamples> collect() {
    List<String> routine = List.of("routine");
    GaugeMetricFamily success =
        new GaugeMetricFamily(
            "promansible_routine_last_success_timestamp_seconds",
            "When a run of the routine last succeeded.",
            routine);
    GaugeMetricFamily late =
        new GaugeMetricFamily(
            "promansible_routine_lateness_seconds",
            "From the last time of the routine to the moment its run was queued.",
            routine);
    GaugeMetricFamily next =
        new GaugeMetricFamily(
            "promansible_routine_next_timestamp_seconds", "When the routine is due next.", routine);
    CounterMetricFamily missed =
        new CounterMetricFamily(
            "promansible_routine_missed_total",
            "Times of the routine for which nothing was started.",
            routine);
    GaugeMetricFamily checks =
        new GaugeMetricFamily(
            "promansible_check_success",
            "Whether a check last succeeded on a host.",
            List.of("role", "host"));
    GaugeMetricFamily checked =
        new GaugeMetricFamily(
            "promansible_check_timestamp_seconds",
            "When a check was last made on a host.",
            List.of("role", "host"));
    List<MetricFamilySamples> families = new ArrayList<>();
    try {
      for (RoutineState state : routines.states()) {
        List<String> name = List.of(state.name());
        late.addMetric(name, state.lateBy() / MILLIS);
        next.addMetric(name, state.nextAt().toEpochMilli() / MILLIS);
        missed.addMetric(name, state.missed());
        if (state.succeededAt() != null) {
          success.addMetric(name, state.succeededAt().toEpochMilli() / MILLIS);
        }
      }
      routines.checks().stream()
          .filter(one -> known(one.role(), one.host()))
          .forEach(one -> {
            List<String> labels = List.of(one.role(), one.host());
            checks.addMetric(labels, one.success() ? 1 : 0);
            checked.addMetric(labels, one.checkedAt().toEpochMilli() / MILLIS);
          });
    } catch (RuntimeException e) {
      // A scrape that fails as a whole would hide just what is wrong; database_up tells it.
      return families;
    }
    families.addAll(List.of(success, late, next, missed, checks, checked));
    return families;
  }
}
