package io.promansible.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Finds the secrets in variables: values under secret names, encrypted values, and passwords in
 * URLs.
 */
public final class Secrets {
  /** The key of an encrypted value in the JSON of ansible-inventory. */
  private static final String VAULT = "__ansible_vault";

  // Characters of a secret at least; a shorter text stands in too many harmless words.
  private static final int LEAST = 6;
  // Characters of an encrypted value at least; even a short one is rarely harmless.
  private static final int LEAST_VAULTED = 4;
  private static final int LINE_LEAST = 8;
  private static final int DEPTH_MAX = 50;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern IN_ADDRESS =
      Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://[^\\s/:@]*:([^\\s/@]+)@");

  private final SecretNames names;
  private final Set<String> found = new TreeSet<>();

  public Secrets(SecretNames names) {
    this.names = names;
  }

  /** The secrets of a whole inventory, as any play may read the variables of any host. */
  public static Secrets of(Inventory inventory, SecretNames names) {
    Secrets secrets = new Secrets(names);
    secrets.addDecrypted(inventory.secrets());
    inventory.hosts().forEach(secrets::addHost);
    secrets.addNamed(inventory.allVars(), Set.of());
    return secrets;
  }

  /** Adds the secrets of a host. */
  void addHost(Host host) {
    addNamed(host.vars(), Set.of());
    for (List<String> path : host.vaulted()) {
      JsonNode value = host.vars();
      for (String key : path) {
        value = value.path(key);
      }
      gather(value, LEAST_VAULTED);
    }
  }

  /** Adds texts that were encrypted. */
  public void addDecrypted(Collection<String> texts) {
    texts.forEach(text -> add(text, LEAST_VAULTED));
  }

  /**
   * Adds the values under secret names, and passwords in URLs, at any depth.
   *
   * @param more further secret names
   */
  public void addNamed(JsonNode tree, Set<String> more) {
    tree.properties()
        .forEach(entry -> {
          if (more.contains(entry.getKey()) || names.isSecret(entry.getKey(), entry.getValue())) {
            gather(entry.getValue(), LEAST);
          } else {
            addNamed(entry.getValue(), more);
          }
        });
    if (tree.isArray()) {
      tree.forEach(item -> addNamed(item, more));
    } else if (tree.isTextual()) {
      var address = IN_ADDRESS.matcher(tree.textValue());
      while (address.find()) {
        add(address.group(1), LEAST);
      }
    }
  }

  private void gather(JsonNode value, int least) {
    if (value.isContainerNode()) {
      value.forEach(inner -> gather(inner, least));
    } else if (value.isTextual() || value.isNumber()) {
      // Short numbers are limits and ports far more often than passwords.
      add(value.asText(), value.isNumber() ? LEAST : least);
    }
  }

  private void add(String text, int least) {
    // A template is not a secret itself.
    String bare = text.strip();
    if (bare.length() < least || bare.equals(Mask.STARS) || bare.contains("{{")) {
      return;
    }
    found.add(bare);
    // Adds the forms that a log may have: escaped as in JSON, and long values line by line.
    String escaped = JSON.valueToTree(bare).toString();
    found.add(escaped.substring(1, escaped.length() - 1));
    if (bare.indexOf('\n') >= 0) {
      bare.lines().map(String::strip).filter(l -> l.length() >= LINE_LEAST).forEach(found::add);
    }
  }

  /** The secrets that were found, in all their forms. */
  public Set<String> found() {
    return Set.copyOf(found);
  }

  /**
   * A copy of variables with stars in place of secrets.
   *
   * @param vaulted the variables from an encrypted file, each as the keys that lead to it
   */
  static JsonNode masked(JsonNode vars, List<List<String>> vaulted, SecretNames names) {
    JsonNode copy = masked(vars, names, 0);
    for (List<String> path : vaulted) {
      JsonNode parent = copy;
      for (String key : path.subList(0, path.size() - 1)) {
        parent = parent.path(key);
      }
      if (parent instanceof ObjectNode object && object.has(path.getLast())) {
        object.put(path.getLast(), Mask.STARS);
      }
    }
    return copy;
  }

  private static JsonNode masked(JsonNode node, SecretNames names, int depth) {
    if (depth > DEPTH_MAX || node.has(VAULT)) {
      return TextNode.valueOf(Mask.STARS);
    }
    return switch (node) {
      case ArrayNode array -> {
        ArrayNode copy = JsonNodeFactory.instance.arrayNode();
        array.forEach(item -> copy.add(masked(item, names, depth + 1)));
        yield copy;
      }
      case ObjectNode object -> {
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        object
            .properties()
            .forEach(entry ->
                copy.set(
                    entry.getKey(),
                    names.isSecret(entry.getKey(), entry.getValue())
                        ? TextNode.valueOf(Mask.STARS)
                        : masked(entry.getValue(), names, depth + 1)));
        yield copy;
      }
      case TextNode text -> TextNode.valueOf(withoutPassword(text.textValue()));
      default -> node;
    };
  }

  /** A copy of any JSON with stars in place of values under secret names. */
  public static JsonNode masked(JsonNode tree, SecretNames names) {
    return masked(tree, names, 0);
  }

  private static String withoutPassword(String text) {
    var address = IN_ADDRESS.matcher(text);
    StringBuilder masked = new StringBuilder();
    int at = 0;
    while (address.find()) {
      masked.append(text, at, address.start(1)).append(Mask.STARS);
      at = address.end(1);
    }
    return at == 0 ? text : masked.append(text, at, text.length()).toString();
  }
}
