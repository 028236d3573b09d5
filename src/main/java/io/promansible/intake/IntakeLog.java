package io.promansible.intake;

import io.promansible.alert.Notification;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The line of the log about a notification, however many alerts it has. */
final class IntakeLog {
  private static final int NAMED_MAX = 3;

  private IntakeLog() {}

  /** Counts the decisions by reason, and names the alerts if they are few. */
  static String line(Notification notification, List<String> reasons) {
    Map<String, Integer> counts = new TreeMap<>();
    reasons.forEach(reason -> counts.merge(reason, 1, Integer::sum));
    String about =
        notification.alerts().size() > NAMED_MAX
            ? ""
            : notification.alerts().stream()
                .map(alert ->
                    (alert.alertname() + " " + alert.labels().get("instance"))
                        .strip()
                        // Labels must not make lines of their own in the log.
                        .replaceAll("\\p{Cntrl}", " "))
                .collect(Collectors.joining(", ", " (", ")"));
    return "alerts of " + notification.source() + ": " + counts + about;
  }
}
