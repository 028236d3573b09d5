package io.promansible.course;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.alert.Episode;
import io.promansible.alert.EpisodeRepository;
import io.promansible.decision.DecisionSources;
import io.promansible.guard.Reason;
import io.promansible.handler.Handler;
import io.promansible.handler.Handlers;
import io.promansible.handler.Mode;
import io.promansible.play.Recap;
import io.promansible.play.UnsafeVars;
import io.promansible.remediation.Remediation;
import io.promansible.remediation.RemediationOutcome;
import io.promansible.remediation.RemediationRepository;
import io.promansible.remediation.Remediations;
import io.promansible.run.Cause;
import io.promansible.run.DroppedHost;
import io.promansible.run.Outcome;
import io.promansible.run.Run;
import io.promansible.run.RunHost;
import io.promansible.run.RunOwner;
import io.promansible.run.RunPartsRepository;
import jakarta.inject.Singleton;
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
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The owner of runs that handlers started for alerts. */
@Singleton
public final class AlertRunOwner implements RunOwner {
  private static final Set<String> COOLING =
      Set.of(Reason.COOLDOWN.text(), Reason.HOST_COOLDOWN.text());
  private static final Duration HELD_AGAIN = Duration.ofSeconds(5);

  private final RemediationRepository remediations;
  private final EpisodeRepository episodes;
  private final Supplier<Handlers> handlers;
  private final RunPartsRepository parts;
  private final StartReview review;
  private final Escalation escalation;
  private final Remediations ends;
  private final Clock clock;

  public AlertRunOwner(
      DecisionSources sources,
      StartReview review,
      Escalation escalation,
      Remediations ends,
      Clock clock) {
    this.remediations = sources.remediations();
    this.episodes = sources.episodes();
    this.handlers = sources.handlers();
    this.parts = sources.parts();
    this.review = review;
    this.escalation = escalation;
    this.ends = ends;
    this.clock = clock;
  }

  @Override
  public Cause cause() {
    return Cause.ALERT;
  }

  @Override
  public Optional<String> frozen(Run run) {
    return review.frozen(run);
  }

  @Override
  public boolean known(Run run) {
    return remediations.ofRun(run.whole()).stream().allMatch(this::mayAct);
  }

  /** Reviews the run's alerts once more. */
  @Override
  public Readiness beforeStart(Run run) {
    return review.of(run);
  }

  /**
   * Drops hosts whose alerts have all resolved, hosts that the review refused, and hosts whose
   * handler is gone or has a mode that may not act.
   */
  @Override
  public Map<String, DroppedHost> dropped(
      Run run, List<String> hosts, Map<String, DroppedHost> refused) {
    Map<String, Boolean> firing = new HashMap<>();
    Set<String> allowed = new HashSet<>();
    for (Remediation remediation : remediations.ofRun(run.whole())) {
      boolean fires = episodes.findById(remediation.episodeId()).map(Episode::firing).orElse(false);
      firing.merge(remediation.host(), fires, Boolean::logicalOr);
      if (mayAct(remediation)) {
        allowed.add(remediation.host());
      }
    }
    Map<String, DroppedHost> dropped = new LinkedHashMap<>();
    for (String host : hosts) {
      DroppedHost refusal = refused.get(host);
      if (!firing.getOrDefault(host, false)) {
        dropped.put(host, DroppedHost.forGood("resolved before the start"));
      } else if (refusal != null) {
        dropped.put(host, refusal);
      } else if (!allowed.contains(host)) {
        dropped.put(
            host,
            DroppedHost.forGood(
                "handler " + run.handler() + " is gone, or its mode no longer lets it act"));
      }
    }
    return dropped;
  }

  private boolean mayAct(Remediation remediation) {
    return remediation
        .handlerAtStep(handlers.get())
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
    Set<String> untouched = untouched(run, hosts);
    Map<String, RunHost> byName = new HashMap<>();
    hosts.forEach(host -> byName.put(host.host(), host));
    for (Remediation remediation : remediations.ofRun(run.whole())) {
      RunHost host = byName.get(remediation.host());
      if (host == null && run.partial()) {
        // Another slice has this host, and ends for itself.
        continue;
      }
      if (host != null && host.droppedUntil() != null) {
        // The alert may still fire when the silence or cooldown ends.
        remediations.putBack(
            remediation.id(),
            host.droppedUntil(),
            String.valueOf(host.dropped()),
            now.plus(HELD_AGAIN),
            // An approval outlasts a cooldown, but not a hold of Alertmanager, which may last.
            COOLING.contains(host.droppedUntil()));
        continue;
      }
      if (host != null && host.dropped() != null && outcome != Outcome.NOT_STARTED) {
        ends.finish(remediation, RemediationOutcome.UNKNOWN, host.dropped(), now);
        continue;
      }
      switch (outcome) {
        case SUCCEEDED, FAILED, UNREACHABLE, TIMED_OUT ->
            judge(remediation, run, host, untouched, now);
        case CANCELLED ->
            ends.finish(remediation, RemediationOutcome.UNKNOWN, cancelled(remediation, run), now);
        case LOST -> ends.finish(remediation, RemediationOutcome.UNKNOWN, run.reason(), now);
        case NOT_STARTED ->
            ends.finish(remediation, notStarted(host), "not started: " + run.reason(), now);
      }
    }
  }

  private static RemediationOutcome notStarted(@Nullable RunHost host) {
    // The host was dropped, as when its alert resolved: neither fixed nor a case for people.
    return host != null && host.dropped() != null
        ? RemediationOutcome.UNKNOWN
        : RemediationOutcome.NOT_FIXED;
  }

  /**
   * The hosts that a failed play never reached, as other hosts failed before their turn. Empty when
   * the play reached no host at all: then the fault is not in other hosts.
   */
  private Set<String> untouched(Run run, List<RunHost> hosts) {
    Set<String> silent =
        hosts.stream()
            .filter(host -> host.dropped() == null && host.recap().isEmpty())
            .map(RunHost::host)
            .collect(Collectors.toSet());
    if (run.outcome() == Outcome.SUCCEEDED || silent.isEmpty()) {
      return Set.of();
    }
    List<String> touched = parts.touched(run.id());
    touched.forEach(silent::remove);
    return touched.isEmpty() ? Set.of() : silent;
  }

  private void judge(
      Remediation remediation,
      Run run,
      @Nullable RunHost host,
      Set<String> untouched,
      Instant now) {
    if (untouched.contains(remediation.host())) {
      // Nothing was done on this host: no attempt and no failure; the step is decided anew.
      String why = "the run ended before its turn came: " + run.reason();
      remediations.putBack(remediation.id(), null, why, now.plus(HELD_AGAIN), true);
    } else if (host != null && host.dropped() != null) {
      ends.finish(remediation, RemediationOutcome.UNKNOWN, host.dropped(), now);
    } else if (host != null && host.recap().map(Recap::good).orElse(false)) {
      remediations.verify(remediation.id(), now);
    } else {
      boolean late = run.outcome() == Outcome.TIMED_OUT;
      String why =
          host == null || late
              ? run.reason()
              : host.recap().map(AlertRunOwner::words).orElse(run.reason());
      climb(remediation, why, now);
    }
  }

  /** Goes to the next step of the escalation; without one the remediation ends as not fixed. */
  private void climb(Remediation remediation, String why, Instant now) {
    if (!escalation.climb(remediation, why, now)) {
      ends.finish(remediation, RemediationOutcome.NOT_FIXED, why, now);
    }
  }

  private String cancelled(Remediation remediation, Run run) {
    boolean fires = episodes.findById(remediation.episodeId()).map(Episode::firing).orElse(true);
    return fires ? run.reason() : "the alert resolved while it ran, and it was stopped";
  }

  private static String words(Recap recap) {
    return recap.failed() > 0 ? "the role failed on the host" : "the host could not be reached";
  }
}
