package io.promansible.intake;

import io.promansible.alert.Alert;
import io.promansible.alert.AlertEvent;
import io.promansible.alert.AlertStatus;
import io.promansible.alert.Episode;
import io.promansible.alert.EpisodeRepository;
import io.promansible.alert.EpisodeStep;
import io.promansible.alert.Notification;
import io.promansible.course.DecisionEffects;
import io.promansible.course.StopOnResolve;
import io.promansible.database.TimeIds;
import io.promansible.decision.Decider;
import io.promansible.decision.DecisionLog;
import io.promansible.decision.DecisionSources;
import io.promansible.decision.NewRows;
import io.promansible.guard.Reason;
import io.promansible.handler.Handler;
import io.promansible.handler.Handlers;
import io.promansible.inventory.HostResolver;
import io.promansible.label.Labels;
import io.promansible.queue.RunQueue;
import io.promansible.remediation.RemediationRepository;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes notifications from alerts to queued runs, in the caller's transaction.
 *
 * <p>A repeat changes nothing: an event is recognised by its key, an episode by its start, a
 * remediation by episode and handler.
 */
@Singleton
public final class AlertTriage {
  private static final Logger LOG = LoggerFactory.getLogger(AlertTriage.class);

  // Of a large notification not all rows are in memory at once.
  private static final int ROWS_MAX = 3000;

  private final EpisodeRepository episodes;
  private final RemediationRepository remediations;
  private final StopOnResolve stopOnResolve;
  private final DecisionEffects effects;
  private final DecisionSources sources;
  private final LateFirings late;
  private final Clock clock;

  /**
   * @param late how long after a resolve a firing alert counts as a late delivery
   */
  public AlertTriage(
      StopOnResolve stopOnResolve,
      RunQueue queue,
      DecisionSources sources,
      LateFirings late,
      Clock clock) {
    this.episodes = sources.episodes();
    this.remediations = sources.remediations();
    this.stopOnResolve = stopOnResolve;
    this.effects = new DecisionEffects(queue, sources);
    this.sources = sources;
    this.late = late;
    this.clock = clock;
  }

  /** What is decided, and to be written, in one transaction. */
  private record Batch(Decider decider, NewRows writes, KnownAlerts known) {
    /** Writes what was gathered; what is decided next reads the tables. */
    void write() {
      writes.flush();
      decider.noteWritten();
    }

    /** Stores an event, once. */
    void store(String key, String alertId, AlertStatus status) {
      if (known.isToBeStored(key)) {
        writes.event(new AlertEvent(key, alertId, status.name(), decider.now()));
      }
    }
  }

  /** Takes all notifications in, or none. */
  List<IntakeResult> receive(List<Notification> notifications) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    sources.lockStarts();
    KnownAlerts known = KnownAlerts.read(notifications, sources, late, now);
    Batch batch = new Batch(sources.deciderAt(now), new NewRows(sources), known);
    batch.decider.prefetch(targets(notifications, known));
    List<IntakeResult> results = new ArrayList<>();
    notifications.forEach(notification -> results.add(receive(notification, batch)));
    batch.writes.flush();
    known.writeRepeats(sources.repeats());
    return results;
  }

  /** The hosts that the alerts may mean about which is decided. */
  private Set<HostResolver.HostLabel> targets(List<Notification> notifications, KnownAlerts known) {
    Handlers handlers = sources.handlers().get();
    Set<HostResolver.HostLabel> targets = new HashSet<>();
    for (Notification notification : notifications) {
      for (Alert alert : notification.alerts()) {
        if (known.isToBeDecided(alert, notification.source())) {
          handlers.all().forEach(handler -> targets.add(handler.meant(alert.labels())));
        }
      }
    }
    return targets;
  }

  private IntakeResult receive(Notification notification, Batch batch) {
    Instant now = batch.decider.now();
    String source = notification.source();
    int accepted = 0;
    List<String> reasons = new ArrayList<>();
    List<String> opened = new ArrayList<>();
    for (Alert alert : notification.alerts()) {
      String key = alert.eventKey(source);
      String id = alert.identity(source);
      boolean news = batch.known.isNews(key);
      if (news || batch.known.firesAgain(alert, id)) {
        accepted++;
        Optional<Episode> before = batch.known.latest(id);
        reasons.addAll(step(notification, alert, id, opened, batch));
        Episode after = batch.known.latest(id).orElseThrow();
        if (news && !after.openedBy(alert)) {
          batch.store(key, id, alert.status());
        }
        before.filter(episode -> moved(episode, after)).ifPresent(old -> opener(old, batch));
        if (batch.writes.size() >= ROWS_MAX) {
          batch.write();
        }
      } else if (alert.status() == AlertStatus.FIRING) {
        batch.known.repeated(id, notification.told());
      }
    }
    for (Notification.Quarantined bad : notification.quarantined()) {
      String key = Labels.of(Map.of("raw", bad.raw(), "reason", bad.reason())).digest(source);
      episodes.insertQuarantined(key, source, bad.reason(), bad.raw(), now);
    }
    if (!reasons.isEmpty()) {
      LOG.info("{}", IntakeLog.line(notification, reasons));
    }
    return new IntakeResult(
        accepted,
        notification.alerts().size() - accepted,
        notification.quarantined().size(),
        reasons,
        opened);
  }

  /** Whether an episode begins earlier than was known. */
  private static boolean moved(Episode before, Episode after) {
    return after.id().equals(before.id()) && after.startsNanos() < before.startsNanos();
  }

  /**
   * Stores the event that opened an episode: once its start has moved, a later episode may begin
   * before that event's start, which must not be taken for a new one.
   */
  private void opener(Episode episode, Batch batch) {
    Alert.openingKey(episode)
        .filter(key -> sources.events().known(List.of(key)).isEmpty())
        .ifPresent(key -> batch.store(key, episode.alertId(), AlertStatus.FIRING));
  }

  private List<String> step(
      Notification notification, Alert alert, String id, List<String> opened, Batch batch) {
    Instant now = batch.decider.now();
    String source = notification.source();
    Optional<Episode> latest = batch.known.latest(id);
    if (latest.isPresent()) {
      batch.write();
    }
    OptionalLong earlier =
        latest
            .flatMap(newest -> episodes.startBefore(newest.alertId(), newest.id()))
            .map(OptionalLong::of)
            .orElseGet(OptionalLong::empty);
    EpisodeStep step =
        EpisodeStep.of(latest, earlier, TimeIds.next(now), source, alert, late.of(source), now);
    if (notification.told()) {
      step = step.with(step.episode().toldAt(now));
    }
    batch.known.changed(step.episode());
    if (step instanceof EpisodeStep.Opened) {
      opened.add(step.episode().alertname());
    }
    return carryOut(step, latest.isEmpty(), batch);
  }

  private List<String> carryOut(EpisodeStep step, boolean first, Batch batch) {
    Instant now = batch.decider.now();
    return switch (step) {
      case EpisodeStep.Opened(Episode episode, Optional<Episode> before) -> {
        if (first) {
          batch.decider.noteUnwritten(episode);
          batch.writes.episode(episode);
        } else {
          before.ifPresent(episodes::update);
          episodes.save(episode);
          remediations.lookNow(episode.alertId(), now);
        }
        yield decideAll(episode, batch);
      }
      case EpisodeStep.Continued(Episode episode) -> {
        episodes.update(episode);
        yield decideAll(episode, batch);
      }
      case EpisodeStep.Ended(Episode episode) -> {
        episodes.update(episode);
        remediations.lookNow(episode.alertId(), now);
        stopOnResolve.resolved(episode);
        yield List.of();
      }
      case EpisodeStep.Late(Episode episode) -> {
        if (first) {
          episodes.save(episode);
        }
        yield decideAll(episode, batch);
      }
    };
  }

  private List<String> decideAll(Episode episode, Batch batch) {
    Handlers all = sources.handlers().get();
    Labels labels = episode.labelSet();
    List<Handler> matching = all.matching(labels);
    if (matching.isEmpty()) {
      Instant now = batch.decider.now();
      batch.writes.decision(DecisionLog.unanswered(episode, all.all().size(), now));
      return List.of(Reason.NO_HANDLER.text());
    }
    return matching.stream()
        .map(handler ->
            effects.carryOut(
                episode,
                handler,
                batch.decider.decide(handler, episode, labels),
                batch.decider,
                batch.writes))
        .toList();
  }
}
