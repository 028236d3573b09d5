package io.promansible.handler;

import io.promansible.label.Labels;
import java.util.Map;
import java.util.TreeMap;

/**
 * What alerts have in common that are about the same thing gone wrong, though their labels differ:
 * a warning that became critical, or a value in a label.
 */
public final class Fault {
  private Fault() {}

  /**
   * The same for alerts of one name about one host that give the handler's roles the same
   * parameters: two disks of a host are two faults. Where the handler names labels in {@code same},
   * these tell faults apart instead.
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
