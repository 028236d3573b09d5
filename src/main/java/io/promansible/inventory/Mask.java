package io.promansible.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.hankcs.algorithm.AhoCorasickDoubleArrayTrie;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Replaces secret values by stars in what is stored or shown. */
public final class Mask {
  /** The stars in place of a secret. */
  public static final String STARS = "********";

  private final @Nullable AhoCorasickDoubleArrayTrie<String> secrets;

  private Mask(Set<String> secrets) {
    if (secrets.isEmpty()) {
      this.secrets = null;
    } else {
      TreeMap<String, String> each = new TreeMap<>();
      secrets.forEach(secret -> each.put(secret, secret));
      this.secrets = new AhoCorasickDoubleArrayTrie<>();
      this.secrets.build(each);
    }
  }

  /** A mask for these texts; thousands of them cost no more than one. */
  public static Mask of(Set<String> secrets) {
    return new Mask(secrets);
  }

  /** The text with stars in place of secrets. */
  public String text(String text) {
    if (secrets == null || text.isEmpty()) {
      return text;
    }
    List<AhoCorasickDoubleArrayTrie.Hit<String>> hits = secrets.parseText(text);
    if (hits.isEmpty()) {
      return text;
    }
    // Overlapping secrets are masked as one: a secret may be the beginning of another.
    BitSet covered = new BitSet(text.length());
    hits.forEach(hit -> covered.set(hit.begin, hit.end));
    StringBuilder masked = new StringBuilder();
    int at = 0;
    for (int from = covered.nextSetBit(0); from >= 0; from = covered.nextSetBit(at)) {
      masked.append(text, at, from).append(STARS);
      at = covered.nextClearBit(from);
    }
    return masked.append(text, at, text.length()).toString();
  }

  /** The same tree with stars in its values; not as JSON text, where a secret may be escaped. */
  public JsonNode tree(JsonNode tree) {
    if (tree.isTextual() || tree.isNumber()) {
      String text = tree.asText();
      String masked = text(text);
      return masked.equals(text) ? tree : TextNode.valueOf(masked);
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
