package io.promansible.settings;

import java.util.LinkedHashMap;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.Tag;

/** Turns a node into what JSON knows: maps with text keys, lists, texts, numbers, truth, null. */
final class Trees extends SafeConstructor {
  private Trees() {
    super(new LoaderOptions());
    // JSON has no dates; Ansible gets what the author wrote.
    yamlConstructors.put(Tag.TIMESTAMP, new ConstructYamlStr());
  }

  /**
   * Builds the tree of a mapping.
   *
   * @throws IllegalArgumentException when JSON cannot hold a value or key
   * @throws org.yaml.snakeyaml.error.YAMLException when a tag is unknown
   */
  static Map<String, Object> mapping(MappingNode node) {
    node.setTag(Tag.MAP);
    Map<String, Object> tree = new LinkedHashMap<>();
    new Trees().construct(node).forEach((key, value) -> tree.put(text(key), checked(value)));
    return tree;
  }

  private Map<?, ?> construct(Node node) {
    return (Map<?, ?>) constructObject(node);
  }

  private static String text(Object key) {
    if (key instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException("the key " + key + " is no text; put it in quotes");
  }

  private static Object checked(Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        map.forEach((key, inner) -> {
          text(key);
          checked(inner);
        });
        yield map;
      }
      case Iterable<?> list -> {
        list.forEach(Trees::checked);
        yield list;
      }
      case null, default -> value;
    };
  }
}
