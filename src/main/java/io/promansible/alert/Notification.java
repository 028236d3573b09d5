package io.promansible.alert;

import java.util.List;

/**
 * One delivery of Alertmanager's webhook, payload version 4, or of Grafana's superset of it.
 *
 * @param told whether a sender delivered it; false for alerts that were polled
 * @param truncated how many alerts the sender cut off ({@code max_alerts}); those never arrive
 */
public record Notification(
    String source,
    String receiver,
    String groupKey,
    boolean told,
    long truncated,
    List<Alert> alerts,
    List<Quarantined> quarantined) {

  public Notification {
    alerts = List.copyOf(alerts);
    quarantined = List.copyOf(quarantined);
  }

  /** This notification, marked as polled from Alertmanager. */
  public Notification asked() {
    return new Notification(source, receiver, groupKey, false, truncated, alerts, quarantined);
  }

  /**
   * One alert that could not be understood: kept and shown, so that it never holds up its group.
   *
   * @param raw the JSON as it came, cut to a few KiB
   */
  public record Quarantined(int index, String reason, String raw) {
    /** Where and why, for people. */
    public String fault() {
      return "alerts[" + index + "]: " + reason;
    }
  }
}
