package io.promansible.play;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What a play knows of hosts. Which of them it acts upon says its limit. */
public sealed interface PlayInventory {
  /**
   * Only what is given.
   *
   * @param secrets a JSON list of texts that must not be shown
   */
  record Own(JsonNode tree, Optional<Path> secrets) implements PlayInventory {
    /** One without secrets but those that their names tell. */
    public Own(JsonNode tree) {
      this(tree, Optional.empty());
    }
  }

  /**
   * A whole inventory that is shared with other plays.
   *
   * @param file where it lies, in the form of Ansible's yaml plugin; read-only
   * @param secrets a JSON list of the texts in it that must not be shown
   * @param parameters further variables by host, which come before those of the inventory
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

  /** The shared file, if it is one. */
  default Optional<Path> shared() {
    return this instanceof Whole whole ? Optional.of(whole.file()) : Optional.empty();
  }
}
