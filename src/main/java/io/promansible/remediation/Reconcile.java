package io.promansible.remediation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micronaut.transaction.TransactionOperations;
import io.promansible.alert.Alert;
import io.promansible.alert.AlertStatus;
import io.promansible.alert.AlertmanagerClient;
import io.promansible.alert.AlertmanagerSettings;
import io.promansible.alert.Episode;
import io.promansible.alert.EpisodeRepository;
import io.promansible.alert.IntakeSettings;
import io.promansible.alert.Notification;
import io.promansible.alert.NotificationReader;
import io.promansible.alert.Seen;
import io.promansible.alert.Seen.Answer;
import io.promansible.label.Labels;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Alertmanager for all its alerts and holds them against ours: finds what the webhook missed,
 * ends what resolved unseen, and learns what people silenced. All of it goes through the intake.
 *
 * <p>A webhook may be lost for good: Alertmanager gives up after a while, and an alert that
 * resolves while it is silenced or inhibited is never told of.
 */
public final class Reconcile {
  private static final int AT_ONCE = 500;
  private static final int OPEN_MAX = 20_000;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Logger LOG = LoggerFactory.getLogger(Reconcile.class);

  private final AlertmanagerClient alertmanager;
  private final Supplier<AlertmanagerSettings> settings;
  private final Supplier<IntakeSettings> limits;
  private final EpisodeRepository episodes;
  private final Intake intake;
  private final Silenced silenced;
  private final TransactionOperations<Connection> transactions;
  private final Clock clock;

  /** A reconciliation. */
  public Reconcile(
      AlertmanagerClient alertmanager,
      Supplier<AlertmanagerSettings> settings,
      Supplier<IntakeSettings> limits,
      EpisodeRepository episodes,
      Intake intake,
      Silenced silenced,
      TransactionOperations<Connection> transactions,
      Clock clock) {
    this.alertmanager = alertmanager;
    this.settings = settings;
    this.limits = limits;
    this.episodes = episodes;
    this.intake = intake;
    this.silenced = silenced;
    this.transactions = transactions;
    this.clock = clock;
  }

  /** Asks once, and takes in what differs. */
  public void look() {
    Instant asked = clock.instant();
    Optional<Seen> answer = alertmanager.askAll();
    if (answer.isEmpty()) {
      return;
    }
    Seen seen = answer.get();
    Map<String, Episode> open = new HashMap<>();
    AlertmanagerSettings now = settings.get();
    episodes.firing(now.source(), OPEN_MAX).forEach(e -> open.put(e.alertId(), e));
    silenced.now(silencedAlerts(seen), asked.plus(now.reconcile().multipliedBy(3)));
    int missed = take(unheard(seen, open));
    // Those just taken too: they may be over before the next look.
    confirm(seen, missed == 0 ? open.values() : episodes.firing(now.source(), OPEN_MAX), asked);
    int ended = end(open.values().stream().filter(e -> gone(e, seen, asked)).toList());
    if (missed + ended > 0) {
      LOG.info(
          "asked Alertmanager: {} alerts that no webhook told, {} that are over without a word",
          missed,
          ended);
    }
  }

  /** These are heard of, by whatever way. */
  private void confirm(Seen seen, Collection<Episode> open, Instant asked) {
    List<UUID> there =
        open.stream()
            .filter(episode -> seen.present().containsKey(episode.labelSet()))
            .map(Episode::id)
            .toList();
    for (int from = 0; from < there.size(); from += AT_ONCE) {
      List<UUID> some = there.subList(from, Math.min(there.size(), from + AT_ONCE));
      transactions.executeWrite(status -> episodes.confirm(some, asked));
    }
  }

  private Map<String, String> silencedAlerts(Seen seen) {
    Map<String, String> authors = new HashMap<>();
    for (Labels labels : seen.present().keySet()) {
      seen.silencedBy(labels)
          .ifPresent(author -> authors.put(labels.digest(settings.get().source()), author));
    }
    return authors;
  }

  /** Alerts of our receiver that we do not have, or of which we have an earlier episode only. */
  private List<JsonNode> unheard(Seen seen, Map<String, Episode> open) {
    String receiver = settings.get().receiver();
    List<JsonNode> unheard = new ArrayList<>();
    seen.present()
        .forEach((labels, alert) -> {
          boolean ours =
              alert
                  .path("receivers")
                  .valueStream()
                  .anyMatch(r -> r.path("name").asText().equals(receiver));
          Episode known = open.get(labels.digest(settings.get().source()));
          if (ours && known == null) {
            unheard.add(again(labels, alert));
          } else if (ours && known != null && began(alert).isAfter(known.startsAt())) {
            unheard.add(alert);
          }
        });
    return unheard;
  }

  /**
   * An alert that we took for over: Prometheus could not reach Alertmanager for a while, and then
   * told it anew, with the old start. It counts as begun when we took it for over.
   */
  private JsonNode again(Labels labels, JsonNode alert) {
    Instant sure = clock.instant().minus(settings.get().reconcile().multipliedBy(2));
    return episodes
        .latest(labels.digest(settings.get().source()))
        .filter(latest -> !began(alert).isAfter(latest.startsAt()))
        .flatMap(latest -> Optional.ofNullable(latest.resolvedAt()))
        .filter(over -> over.isBefore(sure))
        .<JsonNode>map(
            over -> ((ObjectNode) alert.deepCopy()).put("startsAt", over.plusMillis(1).toString()))
        .orElse(alert);
  }

  private static Instant began(JsonNode alert) {
    try {
      return Instant.parse(alert.path("startsAt").asText());
    } catch (java.time.DateTimeException e) {
      // The intake quarantines it with a reason.
      return Instant.MAX;
    }
  }

  private int take(List<JsonNode> alerts) {
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
      byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
      accepted += intake.receive(reader.read(settings.get().source(), bytes)).accepted();
    }
    return accepted;
  }

  /**
   * Whether an episode is over: this Alertmanager had it, no member has it, all of them answered,
   * none is so young that it may not have been told, and nobody mentioned it since we asked.
   */
  private boolean gone(Episode episode, Seen seen, Instant asked) {
    Instant since = episode.lastSeen();
    Instant old = asked.minus(settings.get().young());
    Instant before = since.isBefore(old) ? since : old;
    return episode.confirmed()
        && since.isBefore(asked)
        && seen.of(episode.labelSet(), before) == Answer.GONE;
  }

  private int end(List<Episode> gone) {
    int accepted = 0;
    Instant now = clock.instant();
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
              .receive(
                  new Notification(
                      settings.get().source(), settings.get().receiver(), "", 0, alerts, List.of()))
              .accepted();
    }
    return accepted;
  }
}
