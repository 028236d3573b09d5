package io.promansible.remediation;

import io.promansible.alert.Alert;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
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

  private final EpisodeRepository episodes;
  private final RemediationRepository remediations;
  private final DecisionRepository decisions;
  private final DecisionLog log;
  private final Stopping stopping;
  private final RunQueue queue;
  private final HistorySources sources;
  private final Clock clock;

  /** A reception. */
  public Reception(
      DecisionLog log, Stopping stopping, RunQueue queue, HistorySources sources, Clock clock) {
    this.episodes = sources.episodes();
    this.remediations = sources.remediations();
    this.decisions = sources.decisions();
    this.log = log;
    this.stopping = stopping;
    this.queue = queue;
    this.sources = sources;
    this.clock = clock;
  }

  /** Takes a notification in. */
  Receipt receive(Notification notification) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    String source = notification.source();
    sources.lock();
    History history = sources.at(now);
    int accepted = 0;
    List<String> reasons = new ArrayList<>();
    List<String> opened = new ArrayList<>();
    for (Alert alert : notification.alerts()) {
      String key = alert.eventKey(source);
      if (episodes.insertEvent(key, alert.identity(source), alert.status().name(), now) == 1) {
        accepted++;
        reasons.addAll(step(source, alert, opened, history));
      } else if (alert.status() == AlertStatus.FIRING) {
        episodes.seenAgain(alert.identity(source), now);
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

  private List<String> step(String source, Alert alert, List<String> opened, History history) {
    Instant now = history.now();
    Optional<Episode> latest = episodes.latestForUpdate(alert.identity(source));
    OptionalLong earlier =
        latest
            .flatMap(newest -> episodes.startBefore(newest.alertId(), newest.id()))
            .map(OptionalLong::of)
            .orElseGet(OptionalLong::empty);
    return switch (EpisodeStep.of(latest, earlier, RunIds.next(now), source, alert, now)) {
      case EpisodeStep.Opened(Episode episode, Optional<Episode> before) -> {
        opened.add(episode.alertname());
        before.ifPresent(episodes::update);
        episodes.save(episode);
        remediations.lookNow(episode.alertId(), now);
        yield decideAll(episode, history);
      }
      case EpisodeStep.Continued(Episode episode) -> {
        episodes.update(episode);
        yield decideAll(episode, history);
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
        yield decideAll(episode, history);
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
    History history = sources.at(clock.instant().truncatedTo(ChronoUnit.MICROS));
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
      Decision decision = history.decide(handler, latest.get());
      String reason = DecisionLog.reason(decision).text();
      if (!last.map(StoredDecision::reason).equals(Optional.of(reason))) {
        carryOut(latest.get(), handler, decision, history);
        started += decision instanceof Decision.Start ? 1 : 0;
      }
    }
    return started;
  }

  private List<String> decideAll(Episode episode, History history) {
    Handlers all = sources.handlers().get();
    List<Handler> matching = all.matching(episode.labelSet());
    if (matching.isEmpty()) {
      log.unanswered(episode, all.all().size(), history.now());
      return List.of(Reason.NO_HANDLER.text());
    }
    return matching.stream()
        .map(handler -> carryOut(episode, handler, once(episode, handler, history), history))
        .toList();
  }

  /** One that waits, or waited, for a person has no attempts, and is taken up all the same. */
  private Decision once(Episode episode, Handler handler, History history) {
    Decision decision = history.decide(handler, episode);
    return decision instanceof Decision.Start(var host, var parameters, var verdicts)
            && remediations.exists(episode.id(), handler.name())
        ? new Decision.Skip(
            Reason.DUPLICATE, "this episode has been taken up", Optional.of(host), verdicts)
        : decision;
  }

  /** Remembers a decision and does what it says; returns its reason. */
  private String carryOut(Episode episode, Handler handler, Decision decision, History history) {
    Instant now = history.now();
    UUID id = RunIds.next(now);
    switch (decision) {
      case Decision.Start(var host, var parameters, var verdicts) -> {
        int depth = history.depth(host.name(), episode);
        UUID run = queue.enqueue(Ladder.request(handler, 0), host.name(), parameters);
        remediations.save(Remediation.started(id, episode, handler, host.name(), run, depth, now));
        history.started(handler, episode, host.name());
      }
      case Decision.Skip(var reason, var detail, Optional<Host> host, var verdicts)
          when reason == Reason.APPROVE && host.isPresent() -> {
        int depth = history.depth(host.get().name(), episode);
        Instant until = now.plus(sources.handlers().get().overall().approval());
        if (!remediations.exists(episode.id(), handler.name())) {
          remediations.save(
              Remediation.waiting(id, episode, handler, host.get().name(), depth, until, now));
        }
      }
      case Decision.Skip(var reason, var detail, Optional<Host> host, var verdicts)
          when reason == Reason.BLAST_RADIUS ->
          host.ifPresent(h -> history.crowded(handler, h.name()));
      case Decision.Skip skip -> {}
    }
    return log.remember(episode, handler, decision, now);
  }
}
