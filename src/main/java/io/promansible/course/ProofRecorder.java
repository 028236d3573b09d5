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

/** Records what speaks for a fault being gone, or against it, and what follows from that. */
@Singleton
final class ProofRecorder {
  private static final Logger LOG = LoggerFactory.getLogger(ProofRecorder.class);
  private static final Duration FAR = Duration.ofHours(1);

  private final RemediationRepository remediations;
  private final EpisodeRepository episodes;
  private final Witnesses witnesses;
  private final Escalation escalation;
  private final Remediations ends;
  private final Clock clock;

  ProofRecorder(
      DecisionSources sources,
      Witnesses witnesses,
      Escalation escalation,
      Remediations ends,
      Clock clock) {
    this.remediations = sources.remediations();
    this.episodes = sources.episodes();
    this.witnesses = witnesses;
    this.escalation = escalation;
    this.ends = ends;
    this.clock = clock;
  }

  /**
   * What was found out before the transaction that records it.
   *
   * @param over whether the alert was over by then, so that what follows was asked for
   * @param handler as it is at the remediation's step; empty when it is gone
   */
  record Found(
      Answer answer,
      boolean over,
      PrometheusConfirmation.Answer confirmed,
      OngoingFaults ongoing,
      Optional<Handler> handler) {}

  /** Records it, in the caller's transaction. */
  void record(UUID id, String alertId, Found found) {
    // First the lock, then the rows: a resolved that is being stored at this moment is waited for.
    episodes.latestForUpdate(alertId);
    // Asked again: the first chose its row before it waited, and a newer one may be there by now.
    Optional<Episode> latest = episodes.latestForUpdate(alertId);
    Remediation remediation = remediations.findById(id).orElseThrow();
    if (found.answer() == Answer.FIRING) {
      remediations.confirm(id);
    }
    switch (remediation.state()) {
      case ACTING -> {
        // Only to learn whether this Alertmanager knows the alert; the run's end begins the proof.
        boolean learnt = found.answer() == Answer.FIRING || !witnesses.configured();
        again(remediation, now().plus(learnt ? FAR : witnesses.settings().poll()));
      }
      case VERIFYING, HOLDING -> judge(remediation, latest, found);
      case FINISHED, WAITING -> {}
    }
  }

  private void judge(Remediation remediation, Optional<Episode> latest, Found found) {
    Instant now = now();
    Duration poll = witnesses.settings().poll();
    Episode episode = episodes.findById(remediation.episodeId()).orElseThrow();
    boolean refired = latest.filter(newest -> !newest.id().equals(episode.id())).isPresent();
    Answer answer =
        found.answer() == Answer.GONE && !remediation.confirmed() ? Answer.UNKNOWN : found.answer();
    ProofStep step = ProofStep.of(remediation, episode, refired, answer, asked(episode), poll, now);
    Optional<Episode> other = Optional.empty();
    if (step instanceof ProofStep.Finish(var outcome, var why)
        && outcome == RemediationOutcome.FIXED) {
      if (!found.over()) {
        // It resolved in this very moment: what speaks against the proof is asked for first.
        again(remediation, now);
        return;
      }
      other = found.handler().flatMap(h -> found.ongoing().other(h, episode, remediation));
      step = ProofStep.doubted(step, remediation, episode, other, found.confirmed(), poll, now);
    }
    carryOut(step, remediation, episode, new Firing(latest.filter(Episode::firing), other));
  }

  /**
   * What fires.
   *
   * @param same the newest episode of the alert itself
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
   * The next step is about the episode that fires now, unless something is done about it already.
   *
   * @param other whether it is of another alert about the same fault: then people are told of that
   *     one, too, if there is no next step
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

  /** Whether Alertmanager's word counts; what it need not confirm it may not know at all. */
  private boolean asked(Episode episode) {
    return witnesses.configured() && witnesses.needed(episode.source());
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
