package io.promansible.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Replaces secrets in what is stored or shown. */
public final class Mask {
  /** What stands in place of a secret. */
  public static final String STARS = "********";

  private static final Pattern SECRET =
      Pattern.compile("(?i).*(password|passwd|_pass|token|secret|private_key|vault).*");
  // A shorter one stands in too many harmless words.
  private static final int LEAST = 6;

  private final List<String> secrets;

  private Mask(Set<String> secrets) {
    // The longest first: one secret may be the beginning of another.
    this.secrets =
        secrets.stream().sorted(Comparator.comparingInt(String::length).reversed()).toList();
  }

  /** Knows the secrets in these trees: the values under names that mean one, however deep. */
  public static Mask of(Collection<JsonNode> trees) {
    return of(trees, Set.of());
  }

  /**
   * The same, and the values under these names.
   *
   * @param names variables that somebody declared to be secret
   */
  public static Mask of(Collection<JsonNode> trees, Set<String> names) {
    Set<String> secrets = new TreeSet<>();
    trees.forEach(tree -> seek(tree, names, secrets));
    return new Mask(secrets);
  }

  private static void seek(JsonNode tree, Set<String> names, Set<String> secrets) {
    tree.properties()
        .forEach(entry -> {
          if (isSecret(entry.getKey()) || names.contains(entry.getKey())) {
            gather(entry.getValue(), secrets);
          } else {
            seek(entry.getValue(), names, secrets);
          }
        });
    if (tree.isArray()) {
      tree.forEach(item -> seek(item, names, secrets));
    }
  }

  /** JSON with stars in place of the values of names that mean a secret, however deep. */
  public static JsonNode named(JsonNode tree) {
    if (tree instanceof ObjectNode object) {
      object
          .properties()
          .forEach(entry ->
              entry.setValue(
                  isSecret(entry.getKey()) ? TextNode.valueOf(STARS) : named(entry.getValue())));
    } else if (tree instanceof ArrayNode) {
      tree.forEach(Mask::named);
    }
    return tree;
  }

  /** Whether a variable of this name is a secret. */
  static boolean isSecret(String name) {
    return SECRET.matcher(name).matches();
  }

  private static void gather(JsonNode value, Set<String> secrets) {
    if (value.isContainerNode()) {
      value.forEach(inner -> gather(inner, secrets));
    } else if (value.isTextual() && value.asText().length() >= LEAST) {
      // Numbers are limits and ports far more often than passwords.
      secrets.add(value.asText());
    }
  }

  /** The text with stars in place of secrets. */
  public String text(String text) {
    String masked = text;
    for (String secret : secrets) {
      masked = masked.replace(secret, STARS);
    }
    return masked;
  }

  /**
   * JSON with stars in its texts; masked as a tree, for in JSON text a secret may stand escaped.
   */
  public JsonNode tree(JsonNode tree) {
    if (tree.isTextual()) {
      return TextNode.valueOf(text(tree.asText()));
    }
    if (tree instanceof ObjectNode object) {
      object.properties().forEach(entry -> entry.setValue(tree(entry.getValue())));
    } else if (tree instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, tree(array.get(i)));
      }
    }
    return tree;
  }
}
