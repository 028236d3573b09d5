package io.promansible.inventory;

import java.util.List;

/** Reads the inventory sources; a room above this one lets Ansible do it. */
@FunctionalInterface
public interface InventorySource {
  /**
   * Reads all sources together.
   *
   * @param sources files, folders, scripts or plugin configurations
   * @throws io.promansible.fault.WorldFault when one of them cannot be read
   */
  InventoryReading read(List<String> sources);
}
