package io.promansible.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micronaut.transaction.TransactionOperations;
import io.promansible.alert.Alert;
import io.promansible.alert.AlertStatus;
import io.promansible.alert.Episode;
import io.promansible.alert.IntakeSettings;
import io.promansible.alert.Notification;
import io.promansible.alert.NotificationReader;
import io.promansible.alert.RepeatRepository;
import io.promansible.alertmanager.AlertmanagerSettings;
import io.promansible.database.Chunks;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** Hands to the intake what a poll of Alertmanager found. */
@Singleton
final class PolledAlerts {
  private static final int AT_ONCE = 500;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Intake intake;
  private final Supplier<AlertmanagerSettings> settings;
  private final Supplier<IntakeSettings> limits;
  private final RepeatRepository repeats;
  private final TransactionOperations<Connection> transactions;

  PolledAlerts(
      Intake intake,
      Supplier<AlertmanagerSettings> settings,
      Supplier<IntakeSettings> limits,
      RepeatRepository repeats,
      TransactionOperations<Connection> transactions) {
    this.intake = intake;
    this.settings = settings;
    this.limits = limits;
    this.repeats = repeats;
    this.transactions = transactions;
  }

  /** Takes in firing alerts, as Alertmanager's API gives them; returns how many were new. */
  int take(List<JsonNode> alerts) {
    int accepted = 0;
    NotificationReader reader = new NotificationReader(limits.get());
    for (int from = 0; from < alerts.size(); from += AT_ONCE) {
      ObjectNode body = JSON.createObjectNode().put("version", "4");
      body.put("receiver", settings.get().receiver()).put("status", "firing");
      ArrayNode list = body.putArray("alerts");
      for (JsonNode alert : alerts.subList(from, Math.min(alerts.size(), from + AT_ONCE))) {
        ObjectNode copy = list.addObject();
        copy.put("status", "firing").put("endsAt", "0001-01-01T00:00:00Z");
        List.of("labels", "annotations", "startsAt", "generatorURL", "fingerprint")
            .forEach(name -> copy.set(name, alert.path(name)));
      }
      // Written as a webhook and read like one, so that limits and identity are the same.
      byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
      accepted +=
          intake.submitAndWait(reader.read(settings.get().source(), bytes).asked()).accepted();
    }
    return accepted;
  }

  /** Resolves these episodes; returns how many were still open. */
  int end(List<Episode> gone, Instant now) {
    int accepted = 0;
    for (int from = 0; from < gone.size(); from += AT_ONCE) {
      List<Alert> alerts =
          gone.subList(from, Math.min(gone.size(), from + AT_ONCE)).stream()
              .map(e ->
                  new Alert(
                      AlertStatus.RESOLVED,
                      e.labelSet(),
                      e.annotationSet(),
                      e.startsAt(),
                      Optional.of(now),
                      e.generatorUrl(),
                      e.fingerprint()))
              .toList();
      accepted +=
          intake
              .submitAndWait(
                  new Notification(
                      settings.get().source(),
                      settings.get().receiver(),
                      "",
                      false,
                      0,
                      alerts,
                      List.of()))
              .accepted();
    }
    return accepted;
  }

  /** Notes that Alertmanager had the alerts of these episodes, which also counts as a report. */
  void confirm(List<UUID> there, Instant asked) {
    // Not all in one transaction, as webhooks of these alerts would wait for its end.
    for (List<UUID> some : Chunks.of(there, AT_ONCE)) {
      transactions.executeWrite(status -> {
        repeats.confirm(some, asked);
        return some;
      });
    }
  }
}
