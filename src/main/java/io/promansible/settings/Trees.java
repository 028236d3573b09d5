package io.promansible.settings;

import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Turns a node into plain maps, lists and scalars; safe types only. */
final class Trees extends SafeConstructor {
  private Trees() {
    super(new LoaderOptions());
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> mapping(MappingNode node) {
    node.setTag(Tag.MAP);
    return (Map<String, Object>) new Trees().constructObject(node);
  }
}
