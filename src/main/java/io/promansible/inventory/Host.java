package io.promansible.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Stream;

/**
 * One host of the inventory.
 *
 * @param vars the host's variables with those of its groups, as {@code ansible-inventory --list}
 *     has them
 * @param groups every group with this host, directly or through a child group; without {@code all}
 * @param address where it is reached: {@code ansible_host} as Ansible resolves it, else its name
 * @param aliases further names for it in alerts: the variable {@code promansible_aliases} as
 *     Ansible resolves it
 * @param vaulted the variables from an encrypted file, each as the keys that lead to it
 */
public record Host(
    String name,
    ObjectNode vars,
    List<String> groups,
    String address,
    List<String> aliases,
    List<List<String>> vaulted) {
  private static final String ADDRESS = "ansible_host";
  private static final String ALIASES = "promansible_aliases";

  /** Copies the lists, but not {@code vars}, which nobody changes after the import. */
  public Host {
    groups = List.copyOf(groups);
    aliases = List.copyOf(aliases);
    vaulted = vaulted.stream().map(List::copyOf).toList();
  }

  /** A host without templates and encrypted values in its variables. */
  public Host(String name, ObjectNode vars, List<String> groups) {
    this(name, vars, groups, JsonNodeFactory.instance.objectNode(), List.of());
  }

  /**
   * A host whose templates Ansible has resolved.
   *
   * @param resolved the values of {@code ansible_host} and {@code promansible_aliases}; a value
   *     that is missing stands plainly in {@code vars}
   */
  Host(
      String name,
      ObjectNode vars,
      List<String> groups,
      JsonNode resolved,
      List<List<String>> vaulted) {
    this(
        name,
        vars,
        groups,
        address(name, resolved.has(ADDRESS) ? resolved.path(ADDRESS) : vars.path(ADDRESS)),
        texts(resolved.has(ALIASES) ? resolved.path(ALIASES) : vars.path(ALIASES)),
        vaulted);
  }

  /** The address; a template that Ansible could not resolve counts as none. */
  private static String address(String name, JsonNode value) {
    return texts(value).stream().findFirst().orElse(name);
  }

  private static List<String> texts(JsonNode value) {
    return (value.isArray() ? value.valueStream() : Stream.of(value))
        .filter(item -> item.isTextual() || item.isNumber())
        .map(JsonNode::asText)
        .filter(text -> !text.isBlank() && !text.contains("{{") && !text.contains("{%"))
        .toList();
  }
}
