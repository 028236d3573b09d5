package io.promansible.settings;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * The keys of one mapping: their nodes, their lines, their place in the file, and which were asked
 * for.
 */
final class Keys {
  private final Reading reading;
  private final String path;
  private final int line;
  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final Map<String, Integer> lines = new HashMap<>();
  private final Set<String> known = new LinkedHashSet<>();

  /**
   * The keys of a mapping.
   *
   * @param path of the mapping in the file; empty at the top
   * @param mapping null when it was left out
   * @param line where the section begins, for keys that are missing
   */
  Keys(Reading reading, String path, @Nullable MappingNode mapping, int line) {
    this.reading = reading;
    this.path = path;
    this.line = mapping == null ? line : lineOf(mapping);
    if (mapping != null) {
      mapping.getValue().forEach(this::add);
    }
  }

  private void add(NodeTuple tuple) {
    int at = lineOf(tuple.getKeyNode());
    String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
    if (nodes.putIfAbsent(key, tuple.getValueNode()) != null) {
      reading.fault(reading.file + ":" + at, "'" + path(key) + "' is given twice; keep one");
    }
    lines.putIfAbsent(key, at);
  }

  /** The keys of a mapping inside this one. */
  Keys nested(String path, @Nullable MappingNode mapping) {
    return new Keys(reading, path, mapping, line);
  }

  /** The node of a key; null if it is not given. From now on the key is known. */
  @Nullable Node node(String key) {
    known.add(key);
    return nodes.get(key);
  }

  List<String> names() {
    return List.copyOf(nodes.keySet());
  }

  boolean given(String key) {
    return nodes.containsKey(key);
  }

  /** The value of a key in the environment, which has no names for items of lists. */
  Optional<String> override(String key) {
    Optional<String> value =
        path.contains("[")
            ? Optional.empty()
            : Optional.ofNullable(reading.environment.get(variable(key)));
    value.ifPresent(v -> reading.overridden(variable(key)));
    return value;
  }

  /** Where a key is, for a finding: the variable that overrides it, or file and line. */
  String at(String key) {
    return override(key).isPresent()
        ? "environment " + variable(key)
        : reading.file + ":" + lines.getOrDefault(key, line);
  }

  String place(Node node) {
    return reading.file + ":" + lineOf(node);
  }

  /** The full name of a key. */
  String path(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /** Says which of the given keys nobody asked for. */
  void end() {
    for (String key : nodes.keySet()) {
      if (!known.contains(key)) {
        String hint =
            Nearest.to(key, known)
                .map(near -> "; did you mean '" + near + "'?")
                .orElse("; known here: " + String.join(", ", known));
        reading.fault(at(key), "unknown key '" + path(key) + "'" + hint);
      }
    }
  }

  static boolean isNull(Node node) {
    return Tag.NULL.equals(node.getTag());
  }

  private static int lineOf(Node node) {
    return node.getStartMark().getLine() + 1;
  }

  private String variable(String key) {
    return Reading.PREFIX + path(key).replace('.', '_').toUpperCase(Locale.ROOT);
  }
}
