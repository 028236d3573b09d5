package io.promansible.intake;

import io.promansible.alert.Alert;
import io.promansible.alert.AlertStatus;
import io.promansible.alert.Episode;
import io.promansible.alert.EpisodeRepository;
import io.promansible.alert.EpisodeStep;
import io.promansible.alert.Notification;
import io.promansible.alert.RepeatRepository;
import io.promansible.database.Chunks;
import io.promansible.decision.DecisionSources;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What is known of the alerts of one transaction: before it, and of its own so far. */
final class KnownAlerts {
  private static final int AT_ONCE = 500;

  private final EpisodeRepository episodes;
  private final LateFirings late;
  private final Instant now;
  private final Set<String> events = new HashSet<>();
  private final Map<String, Episode> latest = new HashMap<>();
  private final Set<UUID> toldAgain = new HashSet<>();
  private final Set<UUID> seenAgain = new HashSet<>();

  private KnownAlerts(EpisodeRepository episodes, LateFirings late, Instant now) {
    this.episodes = episodes;
    this.late = late;
    this.now = now;
  }

  /** Reads it, and locks the episodes that may change. */
  static KnownAlerts read(
      List<Notification> notifications, DecisionSources sources, LateFirings late, Instant now) {
    EpisodeRepository episodes = sources.episodes();
    KnownAlerts known = new KnownAlerts(episodes, late, now);
    Set<String> keys = new HashSet<>();
    Set<String> ids = new HashSet<>();
    for (Notification notification : notifications) {
      for (Alert alert : notification.alerts()) {
        keys.add(alert.eventKey(notification.source()));
        ids.add(alert.identity(notification.source()));
      }
    }
    Chunks.of(keys, AT_ONCE).forEach(some -> known.events.addAll(sources.events().known(some)));
    Chunks.of(ids, AT_ONCE).forEach(some -> known.changed(episodes.latest(some)));
    Set<String> changing = known.changing(notifications);
    // Some may have changed, or be gone, since they were read without a lock.
    known.latest.keySet().removeAll(changing);
    Chunks.of(changing, AT_ONCE).forEach(some -> known.changed(episodes.latestForUpdate(some)));
    return known;
  }

  /**
   * The alerts whose episodes may change. Those that only repeat what is known are not locked: H2
   * writes a row anew to lock it.
   */
  private Set<String> changing(List<Notification> notifications) {
    Set<String> all = new HashSet<>();
    for (Notification notification : notifications) {
      String source = notification.source();
      for (Alert alert : notification.alerts()) {
        String id = alert.identity(source);
        if (latest.containsKey(id) && isToBeDecided(alert, source)) {
          all.add(id);
        }
      }
    }
    return all;
  }

  private void changed(Collection<Episode> episodes) {
    episodes.forEach(this::changed);
  }

  /** Notes how the newest episode of an alert is now. */
  void changed(Episode episode) {
    latest.put(episode.alertId(), episode);
  }

  /** The newest episode of an alert. */
  Optional<Episode> latest(String alertId) {
    return Optional.ofNullable(latest.get(alertId));
  }

  /** Whether an alert, as it is known so far, does more than repeat what is known. */
  boolean isToBeDecided(Alert alert, String source) {
    String id = alert.identity(source);
    return !isKnown(alert, id, alert.eventKey(source)) || firesAgain(alert, id);
  }

  /** Whether an alert repeats what is known; from now on it is. */
  boolean repeats(Alert alert, String alertId, String eventKey) {
    boolean known = isKnown(alert, alertId, eventKey);
    events.add(eventKey);
    return known;
  }

  /** What opened an episode is known by that; of all else the event is stored. */
  private boolean isKnown(Alert alert, String alertId, String eventKey) {
    return events.contains(eventKey)
        || latest(alertId)
            .filter(episode -> episode.openedBy(alert) || episodes.openedBy(alert, alertId))
            .isPresent();
  }

  /** Whether a repeated event means that the alert fires again, as it was resolved since. */
  boolean firesAgain(Alert alert, String alertId) {
    return alert.status() == AlertStatus.FIRING
        && latest(alertId)
            .filter(episode -> EpisodeStep.firesAgain(episode, late.of(episode.source()), now))
            .isPresent();
  }

  /**
   * Notes that an alert was heard of once more; only one that fires matters.
   *
   * @param told whether a notification said so, and not Alertmanager's API
   */
  void repeated(String alertId, boolean told) {
    latest(alertId)
        .filter(Episode::firing)
        .ifPresent(episode -> (told ? toldAgain : seenAgain).add(episode.id()));
  }

  /** Writes the times of the alerts that were heard of once more. */
  void writeRepeats(RepeatRepository repeats) {
    repeats.told(toldAgain, now);
    repeats.seen(seenAgain, now);
  }
}
