package io.promansible.remediation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
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
import io.promansible.handler.Verdict;
import io.promansible.inventory.LiveInventory;
import io.promansible.label.Labels;
import io.promansible.run.Cause;
import io.promansible.run.RunIds;
import io.promansible.run.RunPartsRepository;
import io.promansible.run.RunQueue;
import io.promansible.run.RunRequest;
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
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One notification, from alerts to queued runs; all of it in the caller's transaction.
 *
 * <p>Whatever was heard before changes nothing: the event is known by its key, the episode by its
 * start, the remediation by episode and handler.
 */
public final class Reception {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Logger LOG = LoggerFactory.getLogger(Reception.class);
  private static final int DETAIL_MAX = 2000;

  private final EpisodeRepository episodes;
  private final RemediationRepository remediations;
  private final DecisionRepository decisions;
  private final RunQueue queue;
  private final LiveInventory inventory;
  private final Supplier<Handlers> handlers;
  private final History.Sources sources;
  private final Clock clock;

  /** A reception. */
  public Reception(
      EpisodeRepository episodes,
      RemediationRepository remediations,
      DecisionRepository decisions,
      RunQueue queue,
      LiveInventory inventory,
      Supplier<Handlers> handlers,
      RunPartsRepository parts,
      Freezes freezes,
      Clock clock) {
    this.sources = new History.Sources(remediations, decisions, episodes, parts, freezes);
    this.episodes = episodes;
    this.remediations = remediations;
    this.decisions = decisions;
    this.queue = queue;
    this.inventory = inventory;
    this.handlers = handlers;
    this.clock = clock;
  }

  /** Takes a notification in. */
  Receipt receive(Notification notification) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    String source = notification.source();
    History history = history(now);
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

  private History history(Instant now) {
    return new History(sources, inventory.get(), now);
  }

  /**
   * Decides anew about an episode that fires, where the last word was one that may pass. Nothing is
   * remembered where the reason is the same.
   *
   * @return how many handlers start
   */
  int again(UUID episodeId) {
    Episode found = episodes.findById(episodeId).orElseThrow();
    // First the lock: a notification about the same alert may be on its way.
    Optional<Episode> latest = episodes.latestForUpdate(found.alertId());
    if (latest.isEmpty() || !latest.get().id().equals(episodeId) || !latest.get().firing()) {
      return 0;
    }
    History history = history(clock.instant().truncatedTo(ChronoUnit.MICROS));
    int started = 0;
    for (Handler handler : handlers.get().matching(latest.get().labelSet())) {
      Optional<StoredDecision> last = decisions.last(episodeId, handler.name());
      if (last.isPresent()
          && (last.get().started() || !Reason.of(last.get().reason()).configured())) {
        continue;
      }
      Decision decision = history.decide(handler, latest.get());
      String reason =
          switch (decision) {
            case Decision.Start start -> Reason.START.text();
            case Decision.Skip skip -> skip.reason().text();
          };
      if (!last.map(StoredDecision::reason).equals(Optional.of(reason))) {
        carryOut(latest.get(), handler, decision, history);
        started += decision instanceof Decision.Start ? 1 : 0;
      }
    }
    return started;
  }

  private List<String> decideAll(Episode episode, History history) {
    List<Handler> matching = handlers.get().matching(episode.labelSet());
    if (matching.isEmpty()) {
      String detail = "none of the " + handlers.get().all().size() + " handlers matches the labels";
      remember(episode, "", Optional.empty(), Reason.NO_HANDLER, detail, List.of(), history.now());
      return List.of(Reason.NO_HANDLER.text());
    }
    return matching.stream()
        .map(handler -> carryOut(episode, handler, history.decide(handler, episode), history))
        .toList();
  }

  /** Remembers a decision and does what it says; returns its reason. */
  private String carryOut(Episode episode, Handler handler, Decision decision, History history) {
    Instant now = history.now();
    return switch (decision) {
      case Decision.Start(var host, var parameters, var verdicts) -> {
        String detail = "runs " + String.join(", ", handler.roles()) + " on " + host.name();
        remember(
            episode, handler.name(), Optional.of(host.name()), Reason.START, detail, verdicts, now);
        UUID run = queue.enqueue(request(handler), host.name(), parameters);
        remediations.save(
            Remediation.started(RunIds.next(now), episode, handler, host.name(), run, now));
        history.started(handler, episode, host.name());
        yield Reason.START.text();
      }
      case Decision.Skip(var reason, var detail, var host, var verdicts) -> {
        remember(episode, handler.name(), host.map(h -> h.name()), reason, detail, verdicts, now);
        if (reason == Reason.BLAST_RADIUS) {
          host.ifPresent(h -> history.crowded(handler, h.name()));
        }
        yield reason.text();
      }
    };
  }

  private static RunRequest request(Handler handler) {
    return new RunRequest(
        Cause.ALERT,
        handler.name(),
        0,
        handler.roles(),
        handler.vars(),
        handler.check(),
        handler.timeout());
  }

  private void remember(
      Episode episode,
      String handler,
      Optional<String> host,
      Reason reason,
      String detail,
      List<Verdict> verdicts,
      Instant now) {
    decisions.save(
        new StoredDecision(
            RunIds.next(now),
            episode.id(),
            handler,
            host.orElse(null),
            reason == Reason.START,
            reason.text(),
            detail.length() <= DETAIL_MAX ? detail : detail.substring(0, DETAIL_MAX) + "…",
            json(verdicts),
            now));
  }

  private static String json(List<Verdict> verdicts) {
    ArrayNode shown = JSON.createArrayNode();
    verdicts.forEach(verdict ->
        shown
            .addObject()
            .put("guard", verdict.guard().text())
            .put("held", verdict.held())
            .put("detail", verdict.detail()));
    try {
      return JSON.writeValueAsString(shown);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts are always JSON", e);
    }
  }
}
