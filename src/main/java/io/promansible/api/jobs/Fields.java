package io.promansible.api.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.promansible.fault.Finding;
import io.promansible.fault.InputFault;
import io.promansible.settings.Nearest;
import java.util.ArrayList;
import java.util.List;

/**
 * The fields of a body. Line breaks may stand in texts as they are, as in Pansible's own examples,
 * though JSON wants them escaped.
 */
final class Fields {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS).build();

  private final JsonNode body;
  private final List<Finding> faults = new ArrayList<>();

  private Fields(JsonNode body) {
    this.body = body;
  }

  /**
   * Reads a body.
   *
   * @param known the fields that it may have
   * @throws InputFault when it is no object, or has another field
   */
  static Fields read(String text, String... known) {
    try {
      JsonNode body = JSON.readTree(text);
      if (!body.isObject()) {
        throw new InputFault("body", "must be a JSON object");
      }
      Fields fields = new Fields(body);
      List<String> names = List.of(known);
      body.fieldNames()
          .forEachRemaining(name -> {
            if (!names.contains(name)) {
              fields.faults.add(new Finding(name, "is unknown" + Nearest.hint(name, names)));
            }
          });
      return fields;
    } catch (JsonProcessingException e) {
      throw new InputFault("body", "is no JSON: " + e.getOriginalMessage());
    }
  }

  /** A text that must be there. */
  String text(String name) {
    JsonNode value = body.path(name);
    if (!value.isTextual()) {
      faults.add(new Finding(name, "is missing, or no text"));
    }
    return value.asText("");
  }

  /** A text; empty when it is not there. */
  String textOrNone(String name) {
    return body.has(name) ? text(name) : "";
  }

  /** A number that must be there. */
  long number(String name) {
    JsonNode value = body.path(name);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      faults.add(new Finding(name, "is missing, or no whole number"));
    }
    return value.asLong();
  }

  /** A flag; false when it is not there. */
  boolean flag(String name) {
    return body.path(name).asBoolean(false);
  }

  /**
   * Returns if all was well.
   *
   * @throws InputFault with all that is wrong
   */
  void end() {
    if (!faults.isEmpty()) {
      throw new InputFault(faults);
    }
  }
}
