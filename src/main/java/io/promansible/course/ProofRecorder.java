package io.promansible.course;

import io.promansible.alert.Episode;
import io.promansible.alert.EpisodeRepository;
import io.promansible.alertmanager.AlertmanagerState.Answer;
import io.promansible.decision.DecisionSources;
import io.promansible.handler.Handler;
import io.promansible.remediation.Remediation;
import io.promansible.remediation.RemediationOutcome;
import io.promansible.remediation.RemediationRepository;
import io.promansible.remediation.Remediations;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records what was found out about a remediation's proof, and carries out what follows. */
@Singleton
final class ProofRecorder {
  private static final Logger LOG = LoggerFactory.getLogger(ProofRecorder.class);
  private static final Duration FAR = Duration.ofHours(1);

  private final RemediationRepository remediations;
  private final EpisodeRepository episodes;
  private final AlertQuestions alertQuestions;
  private final Escalation escalation;
  private final Remediations ends;
  private final Clock clock;

  ProofRecorder(
      DecisionSources sources,
      AlertQuestions alertQuestions,
      Escalation escalation,
      Remediations ends,
      Clock clock) {
    this.remediations = sources.remediations();
    this.episodes = sources.episodes();
    this.alertQuestions = alertQuestions;
    this.escalation = escalation;
    this.ends = ends;
    this.clock = clock;
  }

  /**
   * What {@link Proof} found out, before the transaction that records it.
   *
   * @param over whether the alert was over then; only if so, what follows was asked for
   * @param handler the handler, as it is at the remediation's step; empty when it is gone
   */
  record Found(
      Answer answer,
      boolean over,
      PrometheusConfirmation.Answer confirmed,
      OngoingFaults ongoing,
      Optional<Handler> handler) {}

  /** Records it and carries out what follows, in the caller's transaction. */
  void record(UUID id, String alertId, Found found) {
    // Locks the alert before reading: waits for a resolve that is being stored at this moment.
    episodes.latestForUpdate(alertId);
    // Read again: the first query chose its row before it waited; there may be a newer one now.
    Optional<Episode> latest = episodes.latestForUpdate(alertId);
    Remediation remediation = remediations.findById(id).orElseThrow();
    if (found.answer() == Answer.FIRING) {
      remediations.confirm(id);
    }
    switch (remediation.state()) {
      case ACTING -> {
        // Until the run's end only learns whether this Alertmanager knows the alert.
        boolean learnt = found.answer() == Answer.FIRING || !alertQuestions.configured();
        again(remediation, now().plus(learnt ? FAR : alertQuestions.settings().poll()));
      }
      case VERIFYING, HOLDING -> judge(remediation, latest, found);
      case FINISHED, WAITING -> {}
    }
  }

  private void judge(Remediation remediation, Optional<Episode> latest, Found found) {
    Instant now = now();
    Duration poll = alertQuestions.settings().poll();
    Episode episode = episodes.findById(remediation.episodeId()).orElseThrow();
    boolean refired = latest.filter(newest -> !newest.id().equals(episode.id())).isPresent();
    Answer answer =
        found.answer() == Answer.GONE && !remediation.confirmed() ? Answer.UNKNOWN : found.answer();
    ProofStep step = ProofStep.of(remediation, episode, refired, answer, asked(episode), poll, now);
    Optional<Episode> other = Optional.empty();
    if (step instanceof ProofStep.Finish(var outcome, var why)
        && outcome == RemediationOutcome.FIXED) {
      if (!found.over()) {
        // The alert resolved after the questions: asks what may speak against the proof first.
        again(remediation, now);
        return;
      }
      other = found.handler().flatMap(h -> found.ongoing().other(h, episode, remediation));
      step = ProofStep.doubted(step, remediation, episode, other, found.confirmed(), poll, now);
    }
    carryOut(step, remediation, episode, new Firing(latest.filter(Episode::firing), other));
  }

  /**
   * Firing episodes that speak against a remediation.
   *
   * @param same the newest episode of the same alert
   * @param other the episode of another alert about the same fault
   */
  private record Firing(Optional<Episode> same, Optional<Episode> other) {}

  private void carryOut(ProofStep step, Remediation remediation, Episode episode, Firing firing) {
    Instant now = now();
    switch (step) {
      case ProofStep.Wait(Instant lookAt) -> again(remediation, lookAt);
      case ProofStep.Hold(Instant until) -> {
        remediations.hold(remediation.id(), until);
        again(remediation, until);
      }
      case ProofStep.Gone() -> {
        LOG.info(
            "{} on {}: Alertmanager no longer has the alert; it counts as resolved",
            episode.alertname(),
            remediation.host());
        episodes.update(episode.resolved(now));
        remediations.hold(remediation.id(), now.plus(remediation.hold()));
      }
      case ProofStep.Finish(RemediationOutcome outcome, String reason) -> {
        Optional<Episode> fires = firing.other().or(firing::same);
        boolean goesOn =
            outcome == RemediationOutcome.NOT_FIXED
                && fires.isPresent()
                && follows(remediation, fires.get(), firing.other().isPresent())
                && escalation.climb(remediation, reason, now);
        if (!goesOn) {
          Instant resolvedAt = episode.resolvedAt() == null ? now : episode.resolvedAt();
          ends.finish(remediation, outcome, reason, resolvedAt, now);
        }
      }
    }
  }

  /**
   * Moves the remediation to the episode that fires now; false if it has one or no step follows.
   *
   * @param other whether the episode is of another alert about the same fault: then the remediation
   *     moves even without a next step, so that people are told of that alert
   */
  private boolean follows(Remediation remediation, Episode fires, boolean other) {
    if (fires.id().equals(remediation.episodeId())) {
      return true;
    }
    boolean next = escalation.hasNext(remediation);
    return (next || other)
        && !remediations.exists(fires.id(), remediation.handler())
        && remediations.move(remediation.id(), fires.id(), fires.alertId()) == 1
        && next;
  }

  /** Whether Alertmanager must know the alert; of other sources it may not have alerts at all. */
  private boolean asked(Episode episode) {
    return alertQuestions.configured() && alertQuestions.needsConfirmation(episode.source());
  }

  private void again(Remediation remediation, Instant lookAt) {
    remediations
        .findById(remediation.id())
        .map(Remediation::lookAt)
        .ifPresent(current -> remediations.claim(remediation.id(), current, lookAt));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
