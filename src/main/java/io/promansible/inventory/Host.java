package io.promansible.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * One host of the inventory.
 *
 * @param vars its hostvars, those of its groups merged in, as {@code ansible-inventory --list}
 *     prints them
 * @param groups every group it is in, directly or through a child group; without {@code all}
 */
public record Host(String name, ObjectNode vars, List<String> groups) {
  /** Copies the list; the tree is never changed after import. */
  public Host {
    groups = List.copyOf(groups);
  }

  /** Where it is reached: {@code ansible_host}, else its name. */
  public String address() {
    String address = vars.path("ansible_host").asText("");
    return address.isEmpty() ? name : address;
  }

  /** Further names under which an alert may mean it: the hostvar {@code promansible_aliases}. */
  public List<String> aliases() {
    List<String> aliases = new ArrayList<>();
    JsonNode node = vars.path("promansible_aliases");
    if (node.isTextual()) {
      aliases.add(node.textValue());
    }
    node.forEach(alias -> aliases.add(alias.asText()));
    return aliases;
  }
}
