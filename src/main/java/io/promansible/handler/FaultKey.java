package io.promansible.handler;

import io.promansible.label.Labels;
import java.util.Map;
import java.util.TreeMap;

/**
 * The fault that alerts are about. Alerts with different labels may be about one fault, as when a
 * warning became critical, or a value in a label changed.
 */
public final class FaultKey {
  private FaultKey() {}

  /**
   * The key of a fault. Alerts have the same key if they have one name and one host and give the
   * handler's roles the same parameters: two disks of a host are two faults. Where the handler
   * names labels in {@code same}, these tell faults apart instead.
   */
  public static String key(Handler handler, Labels labels, String host) {
    Map<String, String> parts = new TreeMap<>();
    parts.put("alertname", labels.get("alertname"));
    if (handler.same().isEmpty()) {
      parts.put(" host", host);
      handler.parameters().stream()
          .flatMap(parameter -> parameter.from().stream())
          .forEach(from -> parts.put("label " + from.label(), labels.get(from.label())));
    } else {
      handler.same().forEach(label -> parts.put("label " + label, labels.get(label)));
    }
    return Labels.of(parts).digest("fault");
  }
}
