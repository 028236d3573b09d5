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

/** Metrics of routines and checks, read at each scrape, so that all nodes report the same. */
@Context
@Singleton
public final class RoutineMetrics extends Collector implements Collector.Describable {
  private static final double MILLIS = 1000.0;

  private final RoutineRepository routines;
  private final RoleCatalog catalog;
  private final LiveInventory inventory;

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

  /** Whether role and host still exist: a check that nobody can repeat must not stay failed. */
  private boolean known(String role, String host) {
    return catalog.has(Kind.ROUTINE, role)
        && inventory.current().filter(c -> c.inventory().host(host).isPresent()).isPresent();
  }

  @Override
  public List<MetricFamilySamples> describe() {
    return List.of();
  }

  private void addChecks(GaugeMetricFamily checks, GaugeMetricFamily checked) {
    routines.checks().stream()
        .filter(one -> known(one.role(), one.host()))
        .forEach(one -> {
          List<String> labels = List.of(one.role(), one.host());
          checks.addMetric(labels, one.success() ? 1 : 0);
          checked.addMetric(labels, one.checkedAt().toEpochMilli() / MILLIS);
        });
  }

  private static GaugeMetricFamily routineGauge(String name, String help) {
    return new GaugeMetricFamily("promansible_routine_" + name, help, List.of("routine"));
  }

  private static GaugeMetricFamily checkGauge(String name, String help) {
    return new GaugeMetricFamily("promansible_check_" + name, help, List.of("role", "host"));
  }

  @Override
  public List<MetricFamilySamples> collect() {
    GaugeMetricFamily success =
        routineGauge("last_success_timestamp_seconds", "When a run of the routine last succeeded.");
    GaugeMetricFamily late =
        routineGauge(
            "lateness_seconds",
            "From the last time of the routine to the moment its run was queued.");
    GaugeMetricFamily next =
        routineGauge("next_timestamp_seconds", "When the routine is due next.");
    CounterMetricFamily missed =
        new CounterMetricFamily(
            "promansible_routine_missed_total",
            "Times of the routine for which nothing was started.",
            List.of("routine"));
    GaugeMetricFamily checks = checkGauge("success", "Whether a check last succeeded on a host.");
    GaugeMetricFamily checked =
        checkGauge("timestamp_seconds", "When a check was last made on a host.");
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
      addChecks(checks, checked);
    } catch (RuntimeException e) {
      // No samples rather than a failed scrape, which would hide promansible_database_up.
      return families;
    }
    families.addAll(List.of(success, late, next, missed, checks, checked));
    return families;
  }
}
