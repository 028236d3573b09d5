package io.promansible.inventory;

import java.util.List;

/** Reads the operator's inventory sources; Ansible does it, two floors up. */
@FunctionalInterface
public interface InventorySource {
  /**
   * Reads all of them together.
   *
   * @param sources files, folders, scripts or plugin configurations
   * @throws io.promansible.fault.WorldFault when one of them cannot be read
   */
  InventoryReading read(List<String> sources);
}
