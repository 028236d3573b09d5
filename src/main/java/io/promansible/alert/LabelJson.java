package io.promansible.alert;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promansible.label.Labels;
import java.util.TreeMap;

/** Labels as the JSON text in which they are stored. */
final class LabelJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private LabelJson() {}

  static String write(Labels labels) {
    try {
      return JSON.writeValueAsString(labels.values());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts are always JSON", e);
    }
  }

  static Labels read(String text) {
    try {
      return new Labels(JSON.readValue(text, new TypeReference<TreeMap<String, String>>() {}));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("labels that we stored are not JSON: " + text, e);
    }
  }
}
