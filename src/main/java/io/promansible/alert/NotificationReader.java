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
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the JSON of Alertmanager's webhook (template.Data, payload version 4).
 *
 * <p>Unknown fields are ignored, as newer servers add some ({@code notification_reason}, {@code
 * routeLabels}) and Grafana adds more. A fault of one alert quarantines that alert; only a body
 * that is no notification at all is refused.
 */
public final class NotificationReader {
  private static final int DEPTH_MAX = 16;
  private static final Set<String> VALUES =
      Set.of("status", "receiver", "groupKey", "truncatedAlerts");
  private static final int RAW_KEPT = 4096;

  private final ObjectMapper json;
  private final AlertReader alertReader;
  private final int alertsMax;
  private final String alertsMaxKey;

  /** A reader that enforces these limits. */
  public NotificationReader(IntakeSettings limits) {
    this(limits, limits.alertsMax(), "intake.alerts_max");
  }

  private NotificationReader(IntakeSettings limits, int alertsMax, String alertsMaxKey) {
    this.alertReader = new AlertReader(limits);
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

  /** A reader for {@code explain}: it takes fewer alerts, as each explanation takes long. */
  public static NotificationReader ofExplanations(IntakeSettings limits) {
    return limits.explainMax() < limits.alertsMax()
        ? new NotificationReader(limits, limits.explainMax(), "intake.explain_max")
        : new NotificationReader(limits);
  }

  /**
   * Reads one notification.
   *
   * @param source part of each alert's identity, as alerts of two senders may have equal labels
   * @throws InputFault when the body is no notification
   */
  public Notification read(String source, byte[] body) {
    Body told = parse(body);
    List<Alert> good = new ArrayList<>();
    List<Quarantined> bad = new ArrayList<>();
    for (int i = 0; i < told.alerts().size(); i++) {
      try {
        good.add(alertReader.read(told.alerts().get(i), told.text("status", "firing")));
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
   * What Promansible uses of a body.
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

  /** Reads a stream and stops at the limit: a tree of millions of alerts would take all memory. */
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
      } else if (VALUES.contains(name) && value.isScalarValue() && value != JsonToken.VALUE_NULL) {
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
      alerts.add(alertReader.take(parser));
    }
    return alerts;
  }

  private static String raw(JsonNode node) {
    String text = LabelText.clean(node.toString());
    return text.length() <= RAW_KEPT ? text : text.substring(0, RAW_KEPT) + "…";
  }
}
