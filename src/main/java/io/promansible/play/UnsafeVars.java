package io.promansible.play;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.promansible.label.Labels;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Labels in the only form that may reach Ansible: each value is wrapped as {@code
 * {"__ansible_unsafe": …}}, so that no template in it is ever evaluated.
 *
 * <p>Only leaves are wrapped: ansible-core 2.14 loses data when a container is tagged. Only plain
 * names are passed: Ansible would take a label called {@code __ansible_vault} or {@code
 * __ansible_unsafe} for its own mark.
 */
public final class UnsafeVars {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern NAME = Pattern.compile("(?!__)[A-Za-z_][A-Za-z0-9_]{0,63}");

  private UnsafeVars() {}

  /** A text, wrapped. */
  public static JsonNode text(String value) {
    return JSON.createObjectNode().put("__ansible_unsafe", value);
  }

  /** A tree of values from labels, with each text in it wrapped. */
  public static JsonNode tree(JsonNode node) {
    return switch (node) {
      case TextNode leaf -> text(leaf.textValue());
      case ArrayNode list -> {
        ArrayNode wrapped = JSON.createArrayNode();
        list.forEach(item -> wrapped.add(tree(item)));
        yield wrapped;
      }
      case ObjectNode object -> {
        ObjectNode wrapped = JSON.createObjectNode();
        object.properties().stream()
            // Ansible takes such a key for a mark of its own.
            .filter(e -> !e.getKey().startsWith("__ansible_"))
            .forEach(e -> wrapped.set(e.getKey(), tree(e.getValue())));
        yield wrapped;
      }
      default -> node;
    };
  }

  /** The labels whose names Ansible can take, with wrapped values; leaves out the others. */
  public static ObjectNode labels(Labels labels) {
    ObjectNode node = JSON.createObjectNode();
    for (Map.Entry<String, String> label : labels.values().entrySet()) {
      if (NAME.matcher(label.getKey()).matches()) {
        node.set(label.getKey(), text(label.getValue()));
      }
    }
    return node;
  }
}
