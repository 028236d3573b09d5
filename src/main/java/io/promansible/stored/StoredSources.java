package io.promansible.stored;

import io.promansible.disk.ScratchFolder;
import io.promansible.fault.WorldFault;
import io.promansible.inventory.InventoryReading;
import io.promansible.inventory.InventorySettings;
import io.promansible.inventory.InventorySource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads stored inventories as sources of the live one, beside all others: {@code stored:NAME/ENV}
 * is the newest version of one, {@code stored:NAME/ENV/VERSION} is that version.
 */
public final class StoredSources implements InventorySource {
  private final InventorySource others;
  private final StoredInventoryRepository rows;

  /** Reads by a source that knows nothing of what is stored. */
  public StoredSources(InventorySource others, StoredInventoryRepository rows) {
    this.others = others;
    this.rows = rows;
  }

  @Override
  public InventoryReading read(List<String> sources) {
    if (sources.stream().noneMatch(InventorySettings::isStored)) {
      return others.read(sources);
    }
    try (ScratchFolder scratch = ScratchFolder.make("stored")) {
      List<String> files = new ArrayList<>();
      for (String source : sources) {
        if (InventorySettings.isStored(source)) {
          StoredInventory row = find(source);
          files.addAll(
              InventoryText.write(
                  scratch.path().resolve("source" + files.size()), row.hosts(), row.vars()));
        } else {
          files.add(source);
        }
      }
      return others.read(files);
    } catch (IOException e) {
      throw new WorldFault("a stored inventory cannot be written", e);
    }
  }

  private StoredInventory find(String source) {
    String[] parts = source.substring(InventorySettings.STORED.length()).split("/", -1);
    return row(parts)
        .orElseThrow(() ->
            new WorldFault(
                "the inventory source '%s' is not stored; POST it to /api/v1/inventory"
                    .formatted(source)));
  }

  private Optional<StoredInventory> row(String... parts) {
    try {
      return parts.length == 2
          ? rows.newest(parts[0], parts[1])
          : rows.findByNameAndEnvAndVersion(parts[0], parts[1], parts[2]);
    } catch (RuntimeException e) {
      throw new WorldFault("the database cannot be asked for stored inventories: " + e, e);
    }
  }
}
