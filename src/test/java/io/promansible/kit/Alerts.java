package io.promansible.kit;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** Alerts as Alertmanager sends them. */
public final class Alerts {
  // On purpose once for all tests: an alert that is sent again must have the same start.
  @SuppressWarnings("TimeInStaticInitializer")
  private static final Instant BEGAN =
      Instant.now().minus(Duration.ofHours(1)).truncatedTo(ChronoUnit.SECONDS).plusNanos(123456789);

  private static final ObjectMapper JSON = new ObjectMapper();

  /** When they began, unless a test says otherwise. */
  public static final String START = later(Duration.ZERO);

  /** So long after {@link #START}; an hour ago, as an alert that is too old is left to people. */
  public static String later(Duration after) {
    return BEGAN.plus(after).toString();
  }

  private Alerts() {}

  /** One that fires. */
  public static ObjectNode firing(String alertname, String instance) {
    return alert("firing", Map.of("alertname", alertname, "instance", instance), START);
  }

  /** The same, resolved. */
  public static ObjectNode resolved(String alertname, String instance) {
    ObjectNode alert =
        alert("resolved", Map.of("alertname", alertname, "instance", instance), START);
    return alert.put("endsAt", later(Duration.ofMinutes(5)));
  }

  /** Any. */
  public static ObjectNode alert(String status, Map<String, String> labels, String startsAt) {
    ObjectNode alert = JSON.createObjectNode();
    alert.put("status", status);
    ObjectNode names = alert.putObject("labels");
    labels.forEach(names::put);
    alert.putObject("annotations").put("summary", "something is wrong");
    alert.put("startsAt", startsAt).put("endsAt", "0001-01-01T00:00:00Z");
    alert.put("generatorURL", "http://prometheus/graph").put("fingerprint", "25738fec96c20544");
    return alert;
  }

  /** A notification of them. */
  public static String notification(ObjectNode... alerts) {
    return notification(List.of(alerts));
  }

  /** A notification of them. */
  public static String notification(List<ObjectNode> alerts) {
    ObjectNode body = JSON.createObjectNode();
    body.put("receiver", "promansible").put("status", "firing");
    ArrayNode list = body.putArray("alerts");
    alerts.forEach(list::add);
    body.putObject("groupLabels");
    body.putObject("commonLabels");
    body.putObject("commonAnnotations");
    body.put("externalURL", "http://alertmanager:9093").put("version", "4");
    body.put("groupKey", "{}:{}").put("truncatedAlerts", 0);
    return body.toString();
  }
}
