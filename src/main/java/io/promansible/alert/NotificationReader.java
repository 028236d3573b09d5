package io.promansible.alert;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.promansible.alert.Notification.Quarantined;
import io.promansible.fault.InputFault;
import io.promansible.label.LabelText;
import io.promansible.label.Labels;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads the JSON of Alertmanager's webhook (template.Data, payload version 4).
 *
 * <p>Unknown fields are ignored, as newer servers add some ({@code notification_reason}, {@code
 * routeLabels}) and Grafana adds more. A fault of one alert quarantines that alert; only a body
 * that is no notification at all is refused.
 */
public final class NotificationReader {
  private static final int DEPTH_MAX = 16;
  private static final int NAME_MAX = 128;
  private static final int RAW_KEPT = 4096;
  private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

  private final ObjectMapper json;
  private final IntakeSettings limits;
  private final int alertsMax;
  private final String alertsMaxKey;

  /** A reader that holds to the limits. */
  public NotificationReader(IntakeSettings limits) {
    this(limits, limits.alertsMax(), "intake.alerts_max");
  }

  private NotificationReader(IntakeSettings limits, int alertsMax, String alertsMaxKey) {
    this.limits = limits;
    this.alertsMax = alertsMax;
    this.alertsMaxKey = alertsMaxKey;
    StreamReadConstraints constraints =
        StreamReadConstraints.builder()
            .maxNestingDepth(DEPTH_MAX)
            .maxNumberLength(100)
            .maxStringLength((int) Math.min(limits.bodyMax(), 64 << 20))
            .build();
    JsonFactory factory = JsonFactory.builder().streamReadConstraints(constraints).build();
    this.json = JsonMapper.builder(factory).build();
  }

  /** One of what is only to be explained: of fewer alerts, as each takes long. */
  public static NotificationReader ofExplanations(IntakeSettings limits) {
    return limits.explainMax() < limits.alertsMax()
        ? new NotificationReader(limits, limits.explainMax(), "intake.explain_max")
        : new NotificationReader(limits);
  }

  /**
   * Reads one notification.
   *
   * @param source tells apart senders whose labels may be equal; part of every identity
   * @throws InputFault when the body is no notification
   */
  public Notification read(String source, byte[] body) {
    Body told = parse(body);
    List<Alert> good = new ArrayList<>();
    List<Quarantined> bad = new ArrayList<>();
    for (int i = 0; i < told.alerts().size(); i++) {
      try {
        good.add(alert(told.alerts().get(i), told.text("status", "firing")));
      } catch (IllegalArgumentException e) {
        bad.add(new Quarantined(i, String.valueOf(e.getMessage()), raw(told.alerts().get(i))));
      }
    }
    return new Notification(
        LabelText.clean(source),
        LabelText.clean(told.text("receiver", "")),
        LabelText.clean(told.text("groupKey", "")),
        true,
        told.truncated(),
        good,
        bad);
  }

  /**
   * What is wanted of a body.
   *
   * @param values the plain values beside the alerts
   */
  private record Body(List<JsonNode> alerts, Map<String, String> values) {
    String text(String name, String otherwise) {
      return values.getOrDefault(name, otherwise);
    }

    long truncated() {
      try {
        return Long.parseLong(text("truncatedAlerts", "0"));
      } catch (NumberFormatException e) {
        return 0;
      }
    }
  }

  private Body parse(byte[] body) {
    try (JsonParser parser = json.createParser(body)) {
      return parse(parser);
    } catch (JsonProcessingException e) {
      var at = e.getLocation();
      String where =
          at == null ? "body" : "body line " + at.getLineNr() + " column " + at.getColumnNr();
      throw new InputFault(where, "not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new InputFault("body", "not JSON: " + e);
    }
  }

  /** As a stream, which stops at the limit: a tree of millions of alerts would take all memory. */
  private Body parse(JsonParser parser) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new InputFault("body", "not a JSON object: this is not an Alertmanager notification");
    }
    List<JsonNode> alerts = null;
    Map<String, String> values = new HashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (name.equals("alerts") && value == JsonToken.START_ARRAY) {
        alerts = alerts(parser);
      } else if (value.isScalarValue() && value != JsonToken.VALUE_NULL) {
        values.put(name, parser.getText());
      } else {
        parser.skipChildren();
      }
    }
    if (parser.nextToken() != null) {
      throw new InputFault("body", "not JSON: something follows the notification");
    }
    if (alerts == null) {
      throw new InputFault(
          "alerts",
          "missing or no list: this is not an Alertmanager notification; send the default payload,"
              + " without 'payload:' in webhook_configs");
    }
    return new Body(alerts, values);
  }

  private List<JsonNode> alerts(JsonParser parser) throws IOException {
    List<JsonNode> alerts = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (alerts.size() == alertsMax) {
        throw new InputFault(
            "alerts",
            "more than %d alerts in one notification, the limit (%s)"
                .formatted(alertsMax, alertsMaxKey));
      }
      alerts.add(json.readTree(parser));
    }
    return alerts;
  }

  private Alert alert(JsonNode node, String groupStatus) {
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

  private static String raw(JsonNode node) {
    String text = LabelText.clean(node.toString());
    return text.length() <= RAW_KEPT ? text : text.substring(0, RAW_KEPT) + "…";
  }
}
