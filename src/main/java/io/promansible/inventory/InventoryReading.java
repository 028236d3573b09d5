package io.promansible.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Set;

/**
 * What reading the inventory sources brought.
 *
 * @param tree {@code list}: what {@code ansible-inventory --list} prints; {@code all}: the
 *     variables of the group all; by host {@code resolved}, {@code faults} and {@code vaulted}:
 *     what stands for templates, which of them cannot be resolved, and which variables came out of
 *     encrypted files
 * @param secrets texts that stood encrypted within files, in clear; known for masking only
 * @param warnings what the sources, or Ansible, said beside it; empty when nothing
 */
public record InventoryReading(JsonNode tree, Set<String> secrets, String warnings) {
  public InventoryReading {
    secrets = Set.copyOf(secrets);
  }

  /** One of which nothing is known but the list itself. */
  public static InventoryReading ofList(JsonNode list) {
    return new InventoryReading(
        JsonNodeFactory.instance.objectNode().set("list", list), Set.of(), "");
  }

  /** What {@code ansible-inventory --list} prints. */
  public JsonNode list() {
    return tree.path("list");
  }
}
