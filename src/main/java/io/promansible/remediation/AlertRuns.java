package io.promansible.remediation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.alert.Episode;
import io.promansible.alert.EpisodeRepository;
import io.promansible.alert.Seen;
import io.promansible.ansible.Recap;
import io.promansible.ansible.UnsafeVars;
import io.promansible.handler.Handler;
import io.promansible.handler.Handlers;
import io.promansible.handler.Mode;
import io.promansible.handler.Reason;
import io.promansible.handler.Verdict;
import io.promansible.inventory.Host;
import io.promansible.inventory.LiveInventory;
import io.promansible.run.Cause;
import io.promansible.run.Outcome;
import io.promansible.run.Run;
import io.promansible.run.RunHost;
import io.promansible.run.RunOwner;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Stands for the runs that alerts caused. */
public final class AlertRuns implements RunOwner {
  private static final int REFUSED_MAX = 1000;
  private static final Duration SILENCE_AGAIN = Duration.ofSeconds(5);

  private final HistorySources sources;
  private final RemediationRepository remediations;
  private final EpisodeRepository episodes;
  private final Supplier<Handlers> handlers;
  private final Freezes freezes;
  private final LiveInventory inventory;
  private final LastCheck lastCheck;
  private final Ladder ladder;
  private final Map<UUID, Map<String, String>> refused = new ConcurrentHashMap<>();
  private final IntakeMetrics metrics;
  private final Clock clock;

  /** An owner. */
  public AlertRuns(
      HistorySources sources,
      LastCheck lastCheck,
      Ladder ladder,
      IntakeMetrics metrics,
      Clock clock) {
    this.sources = sources;
    this.remediations = sources.remediations();
    this.episodes = sources.episodes();
    this.handlers = sources.handlers();
    this.freezes = sources.freezes();
    this.inventory = sources.inventory();
    this.lastCheck = lastCheck;
    this.ladder = ladder;
    this.metrics = metrics;
    this.clock = clock;
  }

  @Override
  public Cause cause() {
    return Cause.ALERT;
  }

  /**
   * Frozen after it was queued: it waits, and is looked at once more when it may start. Then
   * Alertmanager is asked, here and not in the transaction that starts it: its answer may take
   * seconds.
   */
  @Override
  public Optional<String> waits(Run run) {
    Optional<String> frozen = frozen(run);
    if (frozen.isPresent()) {
      return frozen;
    }
    Map<String, String> why = new HashMap<>();
    Set<String> wanted = new HashSet<>();
    Map<String, Optional<Seen>> answers = new HashMap<>();
    History history = sources.at(clock.instant());
    for (Remediation remediation : remediations.ofRun(run.whole())) {
      switch (word(remediation, answers, history)) {
        case LastCheck.Word.Go() -> wanted.add(remediation.host());
        case LastCheck.Word.Refuse(String reason) -> why.put(remediation.host(), reason);
        case LastCheck.Word.Wait(String reason) -> {
          return Optional.of(reason);
        }
      }
    }
    why.keySet().removeAll(wanted);
    if (refused.size() > REFUSED_MAX) {
      // Left by runs that another node took meanwhile.
      refused.clear();
    }
    refused.put(run.id(), why);
    return Optional.empty();
  }

  /** What is over, or has no handler any more, needs no word: it is dropped anyway. */
  private LastCheck.Word word(
      Remediation remediation, Map<String, Optional<Seen>> answers, History history) {
    Optional<Episode> episode = episodes.findById(remediation.episodeId()).filter(Episode::firing);
    Optional<Handler> handler = handler(remediation);
    if (episode.isEmpty() || handler.isEmpty()) {
      return new LastCheck.Word.Go();
    }
    // Of the guards those that may have changed for all while it waited.
    Optional<Verdict> held =
        history.heldMeanwhile(handler.get(), episode.get()).stream().findFirst();
    if (held.isPresent()) {
      return held.get().guard() == Reason.STALE
          ? new LastCheck.Word.Refuse(held.get().detail())
          : new LastCheck.Word.Wait(held.get().detail());
    }
    return lastCheck.of(remediation, episode.get(), handler.get(), answers);
  }

  /** The handler as it is at the remediation's step, if it still has it. */
  private Optional<Handler> handler(Remediation remediation) {
    return handlers
        .get()
        .find(remediation.handler())
        .filter(handler -> handler.escalate().size() >= remediation.step())
        .map(handler -> handler.at(remediation.step()));
  }

  private Optional<String> frozen(Run run) {
    List<Frozen> switched = freezes.switched();
    Instant now = clock.instant();
    for (Remediation remediation : remediations.ofRun(run.whole())) {
      Optional<Host> host = inventory.get().inventory().host(remediation.host());
      Optional<String> why = freezes.holds(switched, remediation.handler(), host, now);
      if (why.isPresent()) {
        return why;
      }
    }
    return Optional.empty();
  }

  /**
   * A host none of whose alerts fires any more has nothing to be fixed; and a handler that was
   * taken away, or told to observe, since the run was queued does not start it any more.
   */
  @Override
  public Map<String, String> dropped(Run run, List<String> hosts) {
    Map<String, Boolean> firing = new HashMap<>();
    Set<String> allowed = new HashSet<>();
    for (Remediation remediation : remediations.ofRun(run.whole())) {
      boolean fires = episodes.findById(remediation.episodeId()).map(Episode::firing).orElse(false);
      firing.merge(remediation.host(), fires, Boolean::logicalOr);
      if (mayAct(remediation)) {
        allowed.add(remediation.host());
      }
    }
    Map<String, String> refusedHosts =
        Optional.ofNullable(refused.remove(run.id())).orElse(Map.of());
    Map<String, String> dropped = new LinkedHashMap<>();
    for (String host : hosts) {
      String refusal = refusedHosts.get(host);
      if (!firing.getOrDefault(host, false)) {
        dropped.put(host, "resolved before the start");
      } else if (refusal != null) {
        dropped.put(host, refusal);
      } else if (!allowed.contains(host)) {
        dropped.put(host, "handler " + run.handler() + " is gone or no longer in mode auto");
      }
    }
    return dropped;
  }

  private boolean mayAct(Remediation remediation) {
    return handler(remediation)
        .map(Handler::mode)
        .filter(
            mode -> mode == Mode.AUTO || (mode == Mode.APPROVE && remediation.decidedBy() != null))
        .isPresent();
  }

  @Override
  public void describe(Run run, List<String> hosts, ObjectNode promansible) {
    ObjectNode alerts = promansible.putObject("alerts");
    hosts.forEach(alerts::putArray);
    for (Remediation remediation : remediations.ofRun(run.whole())) {
      Optional<Episode> episode = episodes.findById(remediation.episodeId());
      if (episode.isPresent() && alerts.get(remediation.host()) instanceof ArrayNode ofHost) {
        ObjectNode alert = ofHost.addObject();
        alert.set("labels", UnsafeVars.labels(episode.get().labelSet()));
        alert.set("annotations", UnsafeVars.labels(episode.get().annotationSet()));
        alert.put("starts_at", episode.get().startsAt().toString());
      }
    }
  }

  @Override
  public void finished(Run run, List<RunHost> hosts) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    Outcome outcome = Objects.requireNonNull(run.outcome());
    refused.remove(run.id());
    Map<String, RunHost> byName = new HashMap<>();
    hosts.forEach(host -> byName.put(host.host(), host));
    for (Remediation remediation : remediations.ofRun(run.whole())) {
      RunHost host = byName.get(remediation.host());
      if (host == null && run.partial()) {
        // It is in another slice, which tells of its end itself.
        continue;
      }
      if (host != null && waitsForSilence(host)) {
        remediations.putBack(
            remediation.id(),
            Reason.SILENCED.text(),
            String.valueOf(host.dropped()),
            now.plus(SILENCE_AGAIN));
        continue;
      }
      if (host != null && host.dropped() != null && outcome != Outcome.NOT_STARTED) {
        finish(remediation, RemediationOutcome.UNKNOWN, host.dropped(), now);
        continue;
      }
      switch (outcome) {
        case SUCCEEDED, FAILED, UNREACHABLE -> judge(remediation, run, host, now);
        case TIMED_OUT -> climb(remediation, run.reason(), now);
        case CANCELLED ->
            finish(remediation, RemediationOutcome.UNKNOWN, cancelled(remediation, run), now);
        case LOST -> finish(remediation, RemediationOutcome.UNKNOWN, run.reason(), now);
        case NOT_STARTED ->
            finish(remediation, notStarted(host), "not started: " + run.reason(), now);
      }
    }
  }

  /** A silence ends; the alert may still fire then. */
  private static boolean waitsForSilence(RunHost host) {
    return host.dropped() != null && host.dropped().endsWith(LastCheck.SILENCED);
  }

  private static RemediationOutcome notStarted(@Nullable RunHost host) {
    // It got well by itself: not our merit, and nothing that people must look after.
    return host != null && host.dropped() != null
        ? RemediationOutcome.UNKNOWN
        : RemediationOutcome.NOT_FIXED;
  }

  private void judge(Remediation remediation, Run run, @Nullable RunHost host, Instant now) {
    if (host != null && host.dropped() != null) {
      finish(remediation, RemediationOutcome.UNKNOWN, host.dropped(), now);
    } else if (host != null && host.recap().map(Recap::good).orElse(false)) {
      remediations.verify(remediation.id(), now);
    } else {
      String why = host == null ? "" : host.recap().map(AlertRuns::words).orElse(run.reason());
      climb(remediation, why, now);
    }
  }

  /** To the next step of the ladder where there is one, else not fixed. */
  private void climb(Remediation remediation, String why, Instant now) {
    if (!ladder.climb(remediation, why, now)) {
      finish(remediation, RemediationOutcome.NOT_FIXED, why, now);
    }
  }

  private String cancelled(Remediation remediation, Run run) {
    boolean fires = episodes.findById(remediation.episodeId()).map(Episode::firing).orElse(true);
    return fires ? run.reason() : "the alert resolved while it ran, and it was stopped";
  }

  private static String words(Recap recap) {
    return recap.failed() > 0 ? "the role failed on the host" : "the host could not be reached";
  }

  private void finish(Remediation r, RemediationOutcome outcome, String reason, Instant now) {
    if (remediations.finish(r.id(), outcome.name(), reason, now) == 1) {
      metrics.finished(r, outcome, now);
    }
  }
}
