package io.promansible.ansible;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promansible.fault.WorldFault;
import io.promansible.inventory.InventorySource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Reads inventory sources by {@code ansible-inventory --list}, so whatever Ansible reads, we read.
 */
public final class AnsibleInventory implements InventorySource {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int OUTPUT_MAX = 256 << 20;

  // Without this a broken source is a warning, exit 0, and an inventory that lost its hosts.
  private static final Map<String, String> STRICT =
      Map.of("ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED", "1", "ANSIBLE_NOCOLOR", "1");

  private final Supplier<AnsibleSettings> settings;

  /** A reader. */
  public AnsibleInventory(Supplier<AnsibleSettings> settings) {
    this.settings = settings;
  }

  @Override
  public JsonNode list(List<String> sources) {
    List<String> command =
        new ArrayList<>(List.of(settings.get().program("ansible-inventory"), "--list"));
    sources.forEach(source -> command.addAll(List.of("-i", source)));
    Programs.Result result =
        Programs.run(command, STRICT, settings.get().inventoryTimeout(), OUTPUT_MAX);
    if (result.exit() != 0) {
      throw new WorldFault("the inventory cannot be read: " + reason(result));
    }
    try {
      return JSON.readTree(result.out());
    } catch (JsonProcessingException e) {
      throw new WorldFault("ansible-inventory printed no JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static String reason(Programs.Result result) {
    String error =
        result
            .err()
            .lines()
            .filter(line -> line.startsWith("ERROR"))
            .findFirst()
            .orElseGet(() -> result.err().strip());
    return error.isEmpty() ? "ansible-inventory ended with " + result.exit() : error;
  }
}
