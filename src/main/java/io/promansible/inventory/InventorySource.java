package io.promansible.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Reads the operator's inventory sources; Ansible does it, two floors up. */
@FunctionalInterface
public interface InventorySource {
  /**
   * What {@code ansible-inventory --list} prints for these sources.
   *
   * @param sources files, folders, scripts or plugin configurations
   * @throws io.promansible.fault.WorldFault when one of them cannot be read
   */
  JsonNode list(List<String> sources);
}
