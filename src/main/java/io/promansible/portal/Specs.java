package io.promansible.portal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.fault.InputFault;
import io.promansible.inventory.SecretNames;
import io.promansible.inventory.Secrets;
import java.util.Map;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** Settings that people write as YAML in a form, and the API keeps as JSON. */
public final class Specs {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST = 100_000;

  private Specs() {}

  /**
   * Reads a mapping.
   *
   * @throws InputFault when the text is no YAML, or no mapping
   */
  public static ObjectNode read(String text) {
    if (text.length() > MOST) {
      throw new InputFault("settings", "are longer than " + MOST + " characters");
    }
    try {
      LoaderOptions options = new LoaderOptions();
      options.setAllowDuplicateKeys(false);
      Object tree = new Yaml(new SafeConstructor(options)).load(text);
      if (JSON.valueToTree(tree) instanceof ObjectNode spec) {
        return spec;
      }
      throw new InputFault("settings", "must be a mapping of keys to values");
    } catch (YAMLException e) {
      throw new InputFault("settings", "are no YAML: " + e.getMessage());
    } catch (IllegalArgumentException e) {
      // Such as an anchor that contains itself.
      throw new InputFault("settings", "cannot be kept as JSON: " + e.getMessage());
    }
  }

  /** Writes JSON as YAML, with stars for what has one of the secret names. */
  public static String masked(String json, SecretNames names) {
    return yaml(Secrets.masked(tree(json), names));
  }

  /** Writes JSON as YAML. */
  public static String yaml(String json) {
    return yaml(tree(json));
  }

  /** Writes a tree as YAML. */
  public static String yaml(JsonNode tree) {
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    options.setWidth(100);
    return new Yaml(options).dump(JSON.convertValue(tree, Map.class));
  }

  private static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what we stored as JSON is not", e);
    }
  }
}
