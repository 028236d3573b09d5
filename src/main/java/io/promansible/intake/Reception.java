package io.promansible.intake;

import io.promansible.alert.Alert;
import io.promansible.alert.AlertEvent;
import io.promansible.alert.AlertStatus;
import io.promansible.alert.Episode;
import io.promansible.alert.EpisodeRepository;
import io.promansible.alert.EpisodeStep;
import io.promansible.alert.Notification;
import io.promansible.course.DecisionEffects;
import io.promansible.course.Stopping;
import io.promansible.database.TimeIds;
import io.promansible.decision.DecisionLog;
import io.promansible.decision.DecisionRepository;
import io.promansible.decision.History;
import io.promansible.decision.HistorySources;
import io.promansible.decision.StoredDecision;
import io.promansible.decision.Writes;
import io.promansible.guard.Decision;
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
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One notification, from alerts to queued runs; all of it in the caller's transaction.
 *
 * <p>Whatever was heard before changes nothing: the event is known by its key, the episode by its
 * start, the remediation by episode and handler.
 */
@Singleton
public final class Reception {
  private static final Logger LOG = LoggerFactory.getLogger(Reception.class);

  private static final int AT_ONCE = 500;

  private final EpisodeRepository episodes;
  private final RemediationRepository remediations;
  private final DecisionRepository decisions;
  private final Stopping stopping;
  private final DecisionEffects effects;
  private final HistorySources sources;
  private final LateFirings late;
  private final Clock clock;

  /**
   * A reception.
   *
   * @param late how long after its end a firing of an alert may only be late
   */
  public Reception(
      Stopping stopping, RunQueue queue, HistorySources sources, LateFirings late, Clock clock) {
    this.episodes = sources.episodes();
    this.remediations = sources.remediations();
    this.decisions = sources.decisions();
    this.stopping = stopping;
    this.effects = new DecisionEffects(queue, sources);
    this.sources = sources;
    this.late = late;
    this.clock = clock;
  }

  /**
   * What is known of the alerts of one transaction.
   *
   * @param events keys of those heard before, and of those taken in so far
   * @param latest newest episodes by alert; what is taken in meanwhile is added
   */
  private record Batch(
      History history, Writes writes, Set<String> events, Map<String, Episode> latest) {}

  /** Takes notifications in, all of them or none. */
  List<Receipt> receive(List<Notification> notifications) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    sources.lock();
    Set<String> keys = new HashSet<>();
    Set<String> ids = new HashSet<>();
    Set<HostResolver.Meant> targets = new HashSet<>();
    Handlers handlers = sources.handlers().get();
    for (Notification notification : notifications) {
      for (Alert alert : notification.alerts()) {
        keys.add(alert.eventKey(notification.source()));
        ids.add(alert.identity(notification.source()));
        handlers.all().forEach(handler -> targets.add(handler.meant(alert.labels())));
      }
    }
    Batch batch = new Batch(sources.at(now), new Writes(sources), new HashSet<>(), new HashMap<>());
    chunks(keys).forEach(some -> batch.events.addAll(sources.events().known(some)));
    chunks(ids)
        .forEach(
            some -> episodes.latestForUpdate(some).forEach(e -> batch.latest.put(e.alertId(), e)));
    batch.history.prefetch(targets);
    List<Receipt> receipts = new ArrayList<>();
    notifications.forEach(notification -> receipts.add(receive(notification, batch)));
    batch.writes.flush();
    return receipts;
  }

  private static List<List<String>> chunks(Set<String> all) {
    List<String> list = List.copyOf(all);
    List<List<String>> chunks = new ArrayList<>();
    for (int from = 0; from < list.size(); from += AT_ONCE) {
      chunks.add(list.subList(from, Math.min(list.size(), from + AT_ONCE)));
    }
    return chunks;
  }

  private Receipt receive(Notification notification, Batch batch) {
    Instant now = batch.history.now();
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
      } else if (alert.status() == AlertStatus.FIRING) {
        var _ = notification.told() ? episodes.toldAgain(id, now) : episodes.seenAgain(id, now);
      }
    }
    for (Notification.Quarantined bad : notification.quarantined()) {
      String key = Labels.of(Map.of("raw", bad.raw(), "reason", bad.reason())).digest(source);
      episodes.insertQuarantined(key, source, bad.reason(), bad.raw(), now);
    }
    if (!reasons.isEmpty()) {
      LOG.info("{}", IntakeLog.line(notification, reasons));
    }
    return new Receipt(
        accepted,
        notification.alerts().size() - accepted,
        notification.quarantined().size(),
        reasons,
        opened);
  }

  /** Though the same was heard before: its alert has been taken for over since. */
  private boolean firesAgain(Alert alert, @Nullable Episode latest, Instant now) {
    return latest != null
        && alert.status() == AlertStatus.FIRING
        && EpisodeStep.firesAgain(latest, late.of(latest.source()), now);
  }

  private List<String> step(
      Notification notification, Alert alert, String id, List<String> opened, Batch batch) {
    Instant now = batch.history.now();
    String source = notification.source();
    Optional<Episode> latest = Optional.ofNullable(batch.latest.get(id));
    if (latest.isPresent()) {
      // What follows asks the tables about it.
      batch.writes.flush();
      batch.history.written();
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
    return switch (step) {
      case EpisodeStep.Opened(Episode episode, Optional<Episode> before) -> {
        opened.add(episode.alertname());
        if (latest.isEmpty()) {
          batch.history.first(episode);
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
        stopping.resolved(episode);
        yield List.of();
      }
      case EpisodeStep.Late(Episode episode) -> {
        if (latest.isEmpty()) {
          episodes.save(episode);
        }
        yield decideAll(episode, batch);
      }
    };
  }

  /**
   * Decides anew about an episode that fires, where the last word was one that may pass. Nothing is
   * remembered where the reason is the same.
   *
   * @return the reasons of what was decided otherwise than before
   */
  List<String> again(UUID episodeId) {
    sources.lock();
    Episode found = episodes.findById(episodeId).orElseThrow();
    // First the lock: a notification about the same alert may be on its way.
    Optional<Episode> latest = episodes.latestForUpdate(found.alertId());
    if (latest.isEmpty() || !latest.get().id().equals(episodeId) || !latest.get().firing()) {
      return List.of();
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    Batch batch = new Batch(sources.at(now), new Writes(sources), Set.of(), Map.of());
    List<String> reasons = new ArrayList<>();
    for (Handler handler : sources.handlers().get().matching(latest.get().labelSet())) {
      Optional<StoredDecision> last = decisions.last(episodeId, handler.name());
      if (last.isPresent()
          && (last.get().started() || !Reason.of(last.get().reason()).configured())) {
        continue;
      }
      if (remediations.exists(episodeId, handler.name())) {
        // The ladder looks after it.
        continue;
      }
      Decision decision = batch.history.decide(handler, latest.get());
      String reason = DecisionLog.reason(decision).text();
      if (!last.map(StoredDecision::reason).equals(Optional.of(reason))) {
        reasons.add(effects.carryOut(latest.get(), handler, decision, batch.history, batch.writes));
      }
    }
    batch.writes.flush();
    return reasons;
  }

  private List<String> decideAll(Episode episode, Batch batch) {
    Handlers all = sources.handlers().get();
    Labels labels = episode.labelSet();
    List<Handler> matching = all.matching(labels);
    if (matching.isEmpty()) {
      Instant now = batch.history.now();
      batch.writes.decision(DecisionLog.unanswered(episode, all.all().size(), now));
      return List.of(Reason.NO_HANDLER.text());
    }
    return matching.stream()
        .map(handler ->
            effects.carryOut(
                episode,
                handler,
                batch.history.decide(handler, episode, labels),
                batch.history,
                batch.writes))
        .toList();
  }
}
