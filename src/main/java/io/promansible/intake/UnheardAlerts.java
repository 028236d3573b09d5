package io.promansible.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.alert.Episode;
import io.promansible.alertmanager.AlertmanagerSettings;
import io.promansible.alertmanager.AlertmanagerState;
import io.promansible.label.Labels;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Alerts that Alertmanager has and that no webhook delivered.
 *
 * @param toBeTold how many of them the webhook should have delivered by now
 */
record UnheardAlerts(List<JsonNode> alerts, int toBeTold) {
  // Alertmanager's default group_wait is 30 s; this leaves room for longer ones.
  private static final Duration GROUP_WAIT = Duration.ofMinutes(2);

  /**
   * Compares Alertmanager's alerts with the open episodes.
   *
   * @param open the firing episodes, by their alert's identity
   * @param latest the newest episode of an alert, if it has one
   * @param asked when Alertmanager was asked
   */
  static UnheardAlerts of(
      AlertmanagerState seen,
      Map<String, Episode> open,
      Function<String, Optional<Episode>> latest,
      AlertmanagerSettings settings,
      Instant asked) {
    List<JsonNode> unheard = new ArrayList<>();
    int toBeTold = 0;
    for (Map.Entry<Labels, JsonNode> entry : seen.present().entrySet()) {
      Labels labels = entry.getKey();
      JsonNode alert = entry.getValue();
      String id = labels.digest(settings.source());
      Episode known = open.get(id);
      if (isOurs(alert, settings.receiver())
          && (known == null || began(alert).isAfter(known.startsAt()))) {
        unheard.add(
            known == null ? again(alert, latest.apply(id), settings.reconcile(), asked) : alert);
        // Should have been delivered: nothing holds it back, and group_wait is over.
        boolean told =
            began(alert).isBefore(asked.minus(GROUP_WAIT))
                && seen.held(labels, settings.receiver(), asked).isEmpty();
        toBeTold += told ? 1 : 0;
      }
    }
    return new UnheardAlerts(unheard, toBeTold);
  }

  private static boolean isOurs(JsonNode alert, String receiver) {
    return alert
        .path("receivers")
        .valueStream()
        .anyMatch(r -> r.path("name").asText().equals(receiver));
  }

  /**
   * An alert whose episode was resolved: Prometheus did not reach Alertmanager for a while, and
   * then sent it with its old start. It gets the time of that resolve as its start.
   */
  private static JsonNode again(
      JsonNode alert, Optional<Episode> latest, Duration reconcile, Instant asked) {
    Instant sure = asked.minus(reconcile.multipliedBy(2));
    return latest
        .filter(newest -> !began(alert).isAfter(newest.startsAt()))
        .flatMap(newest -> Optional.ofNullable(newest.resolvedAt()))
        .filter(over -> over.isBefore(sure))
        .<JsonNode>map(
            over -> ((ObjectNode) alert.deepCopy()).put("startsAt", over.plusMillis(1).toString()))
        .orElse(alert);
  }

  private static Instant began(JsonNode alert) {
    try {
      return Instant.parse(alert.path("startsAt").asText());
    } catch (DateTimeException e) {
      // The intake quarantines it with a reason.
      return Instant.MAX;
    }
  }
}
