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
import io.promansible.database.Chunks;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
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

  private static final int AT_ONCE = 500;
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

  /**
   * What is known of the alerts of one transaction.
   *
   * @param events keys of the events stored before, and of those of this transaction so far
   * @param latest the newest episode of each alert, kept up to date within the transaction
   * @param again alerts that fire on, as a notification said ({@code true}) or Alertmanager's API
   */
  private record Batch(
      Decider decider,
      NewRows writes,
      Set<String> events,
      Map<String, Episode> latest,
      Map<Boolean, Set<String>> again) {
    /** Writes what was gathered; what is decided next reads the tables. */
    void write() {
      writes.flush();
      decider.noteWritten();
    }
  }

  /** Takes all notifications in, or none. */
  List<IntakeResult> receive(List<Notification> notifications) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    sources.lockStarts();
    Set<String> keys = new HashSet<>();
    Set<String> ids = new HashSet<>();
    Set<HostResolver.HostLabel> targets = new HashSet<>();
    Handlers handlers = sources.handlers().get();
    for (Notification notification : notifications) {
      for (Alert alert : notification.alerts()) {
        keys.add(alert.eventKey(notification.source()));
        ids.add(alert.identity(notification.source()));
        handlers.all().forEach(handler -> targets.add(handler.meant(alert.labels())));
      }
    }
    Batch batch =
        new Batch(
            sources.deciderAt(now),
            new NewRows(sources),
            new HashSet<>(),
            new HashMap<>(),
            Map.of(true, new HashSet<>(), false, new HashSet<>()));
    Chunks.of(keys, AT_ONCE).forEach(some -> batch.events.addAll(sources.events().known(some)));
    Chunks.of(ids, AT_ONCE)
        .forEach(
            some -> episodes.latestForUpdate(some).forEach(e -> batch.latest.put(e.alertId(), e)));
    batch.decider.prefetch(targets);
    List<IntakeResult> results = new ArrayList<>();
    notifications.forEach(notification -> results.add(receive(notification, batch)));
    batch.writes.flush();
    Chunks.of(again(batch, true), AT_ONCE).forEach(some -> episodes.toldAgain(some, now));
    Chunks.of(again(batch, false), AT_ONCE).forEach(some -> episodes.seenAgain(some, now));
    return results;
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
      boolean news = batch.events.add(key);
      if (news) {
        batch.writes.event(new AlertEvent(key, id, alert.status().name(), now));
      }
      if (news || firesAgain(alert, batch.latest.get(id), now)) {
        accepted++;
        reasons.addAll(step(notification, alert, id, opened, batch));
        if (batch.writes.size() >= ROWS_MAX) {
          batch.write();
        }
      } else if (alert.status() == AlertStatus.FIRING) {
        again(batch, notification.told()).add(id);
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

  private static Set<String> again(Batch batch, boolean told) {
    return Objects.requireNonNull(batch.again.get(told));
  }

  /** Whether a repeated event means that the alert fires again, as it was resolved since. */
  private boolean firesAgain(Alert alert, @Nullable Episode latest, Instant now) {
    return latest != null
        && alert.status() == AlertStatus.FIRING
        && EpisodeStep.firesAgain(latest, late.of(latest.source()), now);
  }

  private List<String> step(
      Notification notification, Alert alert, String id, List<String> opened, Batch batch) {
    Instant now = batch.decider.now();
    String source = notification.source();
    Optional<Episode> latest = Optional.ofNullable(batch.latest.get(id));
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
    batch.latest.put(id, step.episode());
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
