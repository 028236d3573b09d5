package io.promansible.alert;

import io.promansible.label.Labels;
import java.util.Locale;

/**
 * How pressing an alert is, by its label {@code severity}; Prometheus itself knows no such order.
 */
public final class Severity {
  private Severity() {}

  /** From 0, for a missing or unknown severity, to 3, for one that gets people out of bed. */
  public static int urgency(Labels labels) {
    return switch (labels.get("severity").toLowerCase(Locale.ROOT)) {
      case "critical", "page", "emergency", "disaster", "fatal" -> 3;
      case "error", "major", "high" -> 2;
      case "warning", "warn", "minor" -> 1;
      default -> 0;
    };
  }
}
