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
  // Events that are known, and those of them that have a row.
  private final Set<String> events = new HashSet<>();
  private final Set<String> stored = new HashSet<>();
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
    Chunks.of(keys, AT_ONCE).forEach(some -> known.stored.addAll(sources.events().known(some)));
    known.events.addAll(known.stored);
    Chunks.of(ids, AT_ONCE).forEach(some -> known.changed(episodes.latest(some)));
    notifications.forEach(known::addOpeners);
    known.lock(known.changing(notifications));
    return known;
  }

  /** What opened an episode is known by that, and no event is stored of it. */
  private void addOpeners(Notification notification) {
    String source = notification.source();
    for (Alert alert : notification.alerts()) {
      String id = alert.identity(source);
      String key = alert.eventKey(source);
      Optional<Episode> newest = events.contains(key) ? Optional.empty() : latest(id);
      if (newest.filter(episode -> isOpener(alert, id, episode)).isPresent()) {
        events.add(key);
      }
    }
  }

  private boolean isOpener(Alert alert, String alertId, Episode newest) {
    // An earlier episode is asked about only where a delivery is late; see AlertTriage.moved.
    return newest.openedBy(alert)
        || (!alert.startsAt().isAfter(newest.startsAt()) && episodes.openedBy(alert, alertId));
  }

  private void lock(Set<String> changing) {
    // Some may have changed, or be gone, since they were read without a lock.
    latest.keySet().removeAll(changing);
    for (List<String> some : Chunks.of(changing, AT_ONCE)) {
      // Twice: the first may wait for another node, which opens a newer episode meanwhile.
      episodes.latestForUpdate(some);
      changed(episodes.latestForUpdate(some));
    }
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
    return !events.contains(alert.eventKey(source)) || firesAgain(alert, alert.identity(source));
  }

  /** Whether an event was not known; it is from now on. */
  boolean isNews(String eventKey) {
    return events.add(eventKey);
  }

  /** Whether an event has no row yet; its caller makes one. */
  boolean isToBeStored(String eventKey) {
    return stored.add(eventKey);
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
