package io.promansible.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Set;

/**
 * The result of reading the inventory sources.
 *
 * @param tree {@code list}: what {@code ansible-inventory --list} prints; {@code all}: the
 *     variables of the group all; by host {@code resolved}: the values of templates, {@code
 *     faults}: why some cannot be resolved, {@code vaulted}: the variables that came out of
 *     encrypted files
 * @param secrets single values that were encrypted, in clear text; for masking only
 * @param warnings warnings of the sources or of Ansible; empty when there are none
 */
public record InventoryReading(JsonNode tree, Set<String> secrets, String warnings) {
  public InventoryReading {
    secrets = Set.copyOf(secrets);
  }

  /** A reading with the list only. */
  public static InventoryReading ofList(JsonNode list) {
    return new InventoryReading(
        JsonNodeFactory.instance.objectNode().set("list", list), Set.of(), "");
  }

  /** The output of {@code ansible-inventory --list}. */
  public JsonNode list() {
    return tree.path("list");
  }
}
