package io.promansible.remediation;

import io.promansible.alert.Alert;
import io.promansible.alert.AlertEvent;
import io.promansible.alert.AlertStatus;
import io.promansible.alert.Episode;
import io.promansible.alert.EpisodeRepository;
import io.promansible.alert.EpisodeStep;
import io.promansible.alert.Notification;
import io.promansible.handler.Decision;
import io.promansible.handler.Handler;
import io.promansible.handler.Handlers;
import io.promansible.handler.Reason;
import io.promansible.inventory.Host;
import io.promansible.label.Labels;
import io.promansible.run.RunIds;
import io.promansible.run.RunQueue;
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
import java.util.TreeMap;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One notification, from alerts to queued runs; all of it in the caller's transaction.
 *
 * <p>Whatever was heard before changes nothing: the event is known by its key, the episode by its
 * start, the remediation by episode and handler.
 */
public final class Reception {
  private static final Logger LOG = LoggerFactory.getLogger(Reception.class);

  private static final int AT_ONCE = 500;

  private final EpisodeRepository episodes;
  private final RemediationRepository remediations;
  private final DecisionRepository decisions;
  private final Stopping stopping;
  private final RunQueue queue;
  private final HistorySources sources;
  private final Clock clock;

  /** A reception. */
  public Reception(Stopping stopping, RunQueue queue, HistorySources sources, Clock clock) {
    this.episodes = sources.episodes();
    this.remediations = sources.remediations();
    this.decisions = sources.decisions();
    this.stopping = stopping;
    this.queue = queue;
    this.sources = sources;
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
    Set<String> targets = new HashSet<>();
    Handlers handlers = sources.handlers().get();
    for (Notification notification : notifications) {
      for (Alert alert : notification.alerts()) {
        keys.add(alert.eventKey(notification.source()));
        ids.add(alert.identity(notification.source()));
        handlers.all().forEach(handler -> targets.add(alert.labels().get(handler.target())));
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
      if (batch.events.add(key)) {
        accepted++;
        batch.writes.event(new AlertEvent(key, id, alert.status().name(), now));
        reasons.addAll(step(source, alert, id, opened, batch));
      } else if (alert.status() == AlertStatus.FIRING) {
        episodes.seenAgain(id, now);
      }
    }
    for (Notification.Quarantined bad : notification.quarantined()) {
      String key = Labels.of(Map.of("raw", bad.raw(), "reason", bad.reason())).digest(source);
      episodes.insertQuarantined(key, source, bad.reason(), bad.raw(), now);
    }
    if (!reasons.isEmpty()) {
      LOG.info("alerts of {}: {}", source, counted(reasons));
    }
    return new Receipt(
        accepted,
        notification.alerts().size() - accepted,
        notification.quarantined().size(),
        reasons,
        opened);
  }

  private List<String> step(
      String source, Alert alert, String id, List<String> opened, Batch batch) {
    Instant now = batch.history.now();
    Optional<Episode> latest = Optional.ofNullable(batch.latest.get(id));
    if (latest.isPresent()) {
      // What follows asks the tables about it.
      batch.writes.flush();
    }
    OptionalLong earlier =
        latest
            .flatMap(newest -> episodes.startBefore(newest.alertId(), newest.id()))
            .map(OptionalLong::of)
            .orElseGet(OptionalLong::empty);
    EpisodeStep step = EpisodeStep.of(latest, earlier, RunIds.next(now), source, alert, now);
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

  /** One line for a notification, however many alerts it has. */
  private static String counted(List<String> reasons) {
    Map<String, Integer> counts = new TreeMap<>();
    reasons.forEach(reason -> counts.merge(reason, 1, Integer::sum));
    return counts.toString();
  }

  /**
   * Decides anew about an episode that fires, where the last word was one that may pass. Nothing is
   * remembered where the reason is the same.
   *
   * @return how many handlers start
   */
  int again(UUID episodeId) {
    sources.lock();
    Episode found = episodes.findById(episodeId).orElseThrow();
    // First the lock: a notification about the same alert may be on its way.
    Optional<Episode> latest = episodes.latestForUpdate(found.alertId());
    if (latest.isEmpty() || !latest.get().id().equals(episodeId) || !latest.get().firing()) {
      return 0;
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    Batch batch = new Batch(sources.at(now), new Writes(sources), Set.of(), Map.of());
    int started = 0;
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
        carryOut(latest.get(), handler, decision, batch);
        started += decision instanceof Decision.Start ? 1 : 0;
      }
    }
    batch.writes.flush();
    return started;
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
        .map(handler -> carryOut(episode, handler, once(episode, labels, handler, batch), batch))
        .toList();
  }

  /** One that waits, or waited, for a person has no attempts, and is taken up all the same. */
  private Decision once(Episode episode, Labels labels, Handler handler, Batch batch) {
    Decision decision = batch.history.decide(handler, episode, labels, 0, Optional.empty());
    return decision instanceof Decision.Start(var host, var parameters, var verdicts)
            && takenUp(episode, handler, batch)
        ? new Decision.Skip(
            Reason.DUPLICATE, "this episode has been taken up", Optional.of(host), verdicts)
        : decision;
  }

  private boolean takenUp(Episode episode, Handler handler, Batch batch) {
    return !batch.history.isFirst(episode) && remediations.exists(episode.id(), handler.name());
  }

  /** Remembers a decision and does what it says; returns its reason. */
  private String carryOut(Episode episode, Handler handler, Decision decision, Batch batch) {
    History history = batch.history;
    Instant now = history.now();
    UUID id = RunIds.next(now);
    switch (decision) {
      case Decision.Start(var host, var parameters, var verdicts) -> {
        int depth = history.depth(host.name(), episode);
        UUID run = queue.enqueue(Ladder.request(handler, 0, episode), host.name(), parameters);
        batch.writes.remediation(
            Remediation.started(id, episode, handler, host.name(), run, depth, now));
        history.started(handler, episode, host.name());
      }
      case Decision.Skip(var reason, var detail, Optional<Host> host, var verdicts)
          when reason == Reason.APPROVE && host.isPresent() -> {
        int depth = history.depth(host.get().name(), episode);
        Instant until = now.plus(sources.handlers().get().overall().approval());
        if (!takenUp(episode, handler, batch)) {
          batch.writes.remediation(
              Remediation.waiting(id, episode, handler, host.get().name(), depth, until, now));
        }
      }
      case Decision.Skip(var reason, var detail, Optional<Host> host, var verdicts)
          when reason == Reason.BLAST_RADIUS ->
          host.ifPresent(h -> history.crowded(handler, h.name()));
      case Decision.Skip skip -> {}
    }
    batch.writes.decision(DecisionLog.of(episode, handler, decision, now));
    return DecisionLog.reason(decision).text();
  }
}
