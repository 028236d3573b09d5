package io.promansible.alert;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.label.LabelText;
import io.promansible.label.Labels;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads one alert of a notification. */
record AlertReader(IntakeSettings limits) {
  private static final Set<String> MAPS = Set.of("labels", "annotations");
  private static final Set<String> TEXTS =
      Set.of("status", "startsAt", "endsAt", "generatorURL", "fingerprint");
  private static final int NAME_MAX = 128;
  private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

  /**
   * Takes what is wanted of one alert out of a stream; everything else is passed over, as a tree of
   * millions of nodes would take all memory.
   *
   * @param parser at the first token of the alert; at its last one afterwards
   */
  JsonNode take(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      return plain(parser);
    }
    ObjectNode alert = JsonNodeFactory.instance.objectNode();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (MAPS.contains(name) && value == JsonToken.START_OBJECT) {
        alert.set(name, takeTexts(parser));
      } else if (MAPS.contains(name) || TEXTS.contains(name)) {
        alert.set(name, plain(parser));
      } else {
        parser.skipChildren();
      }
    }
    return alert;
  }

  /** One entry more than allowed is kept, by which {@link #read} knows that there are too many. */
  private ObjectNode takeTexts(JsonParser parser) throws IOException {
    ObjectNode texts = JsonNodeFactory.instance.objectNode();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      if (texts.size() > limits.labelsMax()) {
        parser.skipChildren();
      } else {
        texts.set(name, plain(parser));
      }
    }
    return texts;
  }

  /** A plain value as it is; an empty list in place of an object or a list, which is no value. */
  private static JsonNode plain(JsonParser parser) throws IOException {
    if (parser.currentToken().isStructStart()) {
      parser.skipChildren();
      return JsonNodeFactory.instance.arrayNode();
    }
    return parser.readValueAsTree();
  }

  /**
   * Reads one alert.
   *
   * @param groupStatus the notification's status, for an alert that has none of its own
   * @throws IllegalArgumentException when the alert cannot be used; the message says why
   */
  Alert read(JsonNode node, String groupStatus) {
    if (!node.isObject()) {
      throw new IllegalArgumentException("not a JSON object");
    }
    Labels labels = new Labels(texts(node, "labels", false));
    if (labels.values().isEmpty()) {
      throw new IllegalArgumentException("labels are missing");
    }
    AlertStatus status = status(node.path("status").asText(groupStatus));
    Instant startsAt =
        time(node, "startsAt")
            .orElseThrow(() -> new IllegalArgumentException("startsAt is missing"));
    return new Alert(
        status,
        labels,
        new Labels(texts(node, "annotations", true)),
        startsAt,
        time(node, "endsAt"),
        LabelText.clean(cut(node.path("generatorURL").asText(""))),
        LabelText.clean(cut(node.path("fingerprint").asText(""))));
  }

  private static AlertStatus status(String text) {
    return switch (text) {
      case "firing" -> AlertStatus.FIRING;
      case "resolved" -> AlertStatus.RESOLVED;
      default -> throw new IllegalArgumentException("status is neither firing nor resolved");
    };
  }

  private SortedMap<String, String> texts(JsonNode alert, String field, boolean cut) {
    SortedMap<String, String> texts = new TreeMap<>();
    JsonNode node = alert.path(field);
    if (node.isMissingNode() || node.isNull()) {
      return texts;
    }
    if (!node.isObject() || node.size() > limits.labelsMax()) {
      throw new IllegalArgumentException(
          field + " must be an object of at most " + limits.labelsMax() + " texts");
    }
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      String name = LabelText.clean(entry.getKey());
      if (name.length() > NAME_MAX) {
        throw new IllegalArgumentException(field + " has a name longer than " + NAME_MAX);
      }
      if (!entry.getValue().isTextual()) {
        throw new IllegalArgumentException(field + "." + name + " is not a text");
      }
      texts.put(name, value(field + "." + name, entry.getValue().textValue(), cut));
    }
    return texts;
  }

  private String value(String field, String text, boolean cut) {
    if (text.length() > limits.valueMax() && !cut) {
      throw new IllegalArgumentException(
          field + " is longer than " + limits.valueMax() + " characters (intake.value_max)");
    }
    return LabelText.clean(cut(text));
  }

  private String cut(String text) {
    return text.length() <= limits.valueMax()
        ? text
        : text.substring(0, limits.valueMax()) + "… (cut, it had " + text.length() + " characters)";
  }

  private static Optional<Instant> time(JsonNode alert, String field) {
    String text = alert.path(field).asText("");
    if (text.isEmpty() || text.startsWith("0001-01-01T")) {
      return Optional.empty();
    }
    try {
      Instant time = OffsetDateTime.parse(text).toInstant();
      if (time.isBefore(Instant.EPOCH) || time.isAfter(LATEST)) {
        throw new IllegalArgumentException(field + " lies outside 1970 to 2200");
      }
      return Optional.of(time);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(field + " is not a time in RFC 3339", e);
    }
  }
}
