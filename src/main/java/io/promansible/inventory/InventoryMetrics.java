package io.promansible.inventory;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Gauge;
import java.time.Instant;

/** Metrics of the inventory in force. */
final class InventoryMetrics {
  private final Gauge hostCount;
  private final Gauge importedAt;
  private final Gauge refreshGood;

  InventoryMetrics(CollectorRegistry metrics) {
    this.hostCount =
        Gauge.build("promansible_inventory_hosts", "Hosts of the inventory in force.")
            .register(metrics);
    this.importedAt =
        Gauge.build(
                "promansible_inventory_import_timestamp_seconds",
                "When the inventory in force was read from its sources.")
            .register(metrics);
    this.refreshGood =
        Gauge.build(
                "promansible_inventory_last_refresh_successful",
                "Whether the last reading of the inventory sources worked (1) or the last good one stays in force (0).")
            .register(metrics);
  }

  /** Sets the number of hosts. */
  void inForce(int hosts) {
    hostCount.set(hosts);
  }

  /** Sets when the inventory was read from its sources. */
  void importedAt(Instant at) {
    importedAt.set(at.toEpochMilli() / 1000.0);
  }

  /** Sets whether the last reading worked. */
  void refreshed(boolean well) {
    refreshGood.set(well ? 1 : 0);
  }
}
