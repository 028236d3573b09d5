package io.promansible.play;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The hosts that a play knows; {@code --limit} says which of them it acts upon. */
public sealed interface PlayInventory {
  /**
   * An inventory for one play only.
   *
   * @param secrets a file with a JSON list of texts to mask
   */
  record Own(JsonNode tree, Optional<Path> secrets) implements PlayInventory {
    /** An inventory whose secrets are only known by their names. */
    public Own(JsonNode tree) {
      this(tree, Optional.empty());
    }
  }

  /**
   * The whole inventory, shared with other plays.
   *
   * @param file the inventory in the form of Ansible's yaml plugin; read-only
   * @param secrets a file with a JSON list of its texts to mask
   * @param parameters further variables by host, which override those of the inventory
   */
  record Whole(Path file, Path secrets, Map<String, ObjectNode> parameters)
      implements PlayInventory {
    public Whole {
      parameters = Map.copyOf(parameters);
    }

    JsonNode parameterTree() {
      ObjectNode tree = JsonNodeFactory.instance.objectNode();
      ObjectNode hosts = tree.putObject("all").putObject("hosts");
      parameters.forEach(hosts::set);
      return tree;
    }
  }

  /** The file of a shared inventory. */
  default Optional<Path> shared() {
    return this instanceof Whole whole ? Optional.of(whole.file()) : Optional.empty();
  }
}
