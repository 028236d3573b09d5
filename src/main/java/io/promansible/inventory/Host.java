package io.promansible.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Stream;

/**
 * One host of the inventory.
 *
 * @param vars its hostvars, those of its groups merged in, as {@code ansible-inventory --list}
 *     prints them
 * @param groups every group it is in, directly or through a child group; without {@code all}
 * @param address where it is reached: {@code ansible_host} as Ansible resolves it, else its name
 * @param aliases further names under which an alert may mean it: the hostvar {@code
 *     promansible_aliases} as Ansible resolves it
 * @param vaulted those of its variables that came out of an encrypted file, each as the keys that
 *     lead to it
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

  /** Copies the lists; the tree is never changed after import. */
  public Host {
    groups = List.copyOf(groups);
    aliases = List.copyOf(aliases);
    vaulted = vaulted.stream().map(List::copyOf).toList();
  }

  /** One of whose variables nothing is a template, and nothing was encrypted. */
  public Host(String name, ObjectNode vars, List<String> groups) {
    this(name, vars, groups, JsonNodeFactory.instance.objectNode(), List.of());
  }

  /**
   * One whose variables Ansible has resolved where that was needed.
   *
   * @param resolved the values of {@code ansible_host} and {@code promansible_aliases}; those that
   *     are missing are plain in {@code vars}
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

  /** A template that Ansible could not resolve is no address, whatever its text is. */
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
