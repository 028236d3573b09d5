package io.promansible.api.jobs;

import io.promansible.stored.StoredInventory;
import org.jspecify.annotations.Nullable;

/** An inventory, as the API shows it. */
record InventoryView(
    @Nullable Long id, String name, String env, String version, String hosts, String vars) {
  static InventoryView of(StoredInventory row) {
    return new InventoryView(
        row.id(), row.name(), row.env(), row.version(), row.hosts(), row.vars());
  }
}
