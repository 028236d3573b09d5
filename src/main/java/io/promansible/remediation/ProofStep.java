package io.promansible.remediation;

import io.promansible.alert.Episode;
import io.promansible.alert.EpisodeState;
import io.promansible.alert.Seen.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/** What the alert proves about a remediation so far; a pure function of values. */
public sealed interface ProofStep {
  /** Not yet; look again then. */
  record Wait(Instant lookAt) implements ProofStep {}

  /** Resolved; it must stay so until then. */
  record Hold(Instant until) implements ProofStep {}

  /** Alertmanager no longer has the alert, though no resolved came: the episode is over. */
  record Gone() implements ProofStep {}

  /** Proven, either way. */
  record Finish(RemediationOutcome outcome, String reason) implements ProofStep {}

  /**
   * Decides.
   *
   * @param refired whether a newer episode of the same alert fires
   * @param answer what Alertmanager says now; UNKNOWN too when it was not asked
   * @param asked whether there is an Alertmanager to ask
   * @param poll how soon to look again
   */
  static ProofStep of(
      Remediation remediation,
      Episode episode,
      boolean refired,
      Answer answer,
      boolean asked,
      Duration poll,
      Instant now) {
    if (refired || episode.state() == EpisodeState.SUPERSEDED) {
      return new Finish(RemediationOutcome.NOT_FIXED, "the alert fires again");
    }
    if (episode.firing()) {
      return stillFiring(remediation, answer, asked, poll, now);
    }
    Instant resolvedAt = Objects.requireNonNull(episode.resolvedAt());
    Instant until = resolvedAt.plus(remediation.hold());
    if (now.isBefore(until)) {
      return new Hold(until);
    }
    return answer == Answer.FIRING
        ? new Finish(
            RemediationOutcome.NOT_FIXED, "Alertmanager still has the alert after the hold")
        : new Finish(
            RemediationOutcome.FIXED,
            "resolved, and still resolved after " + remediation.hold().toSeconds() + " s");
  }

  private static ProofStep stillFiring(
      Remediation remediation, Answer answer, boolean asked, Duration poll, Instant now) {
    if (answer == Answer.GONE) {
      return new Gone();
    }
    Instant deadline = remediation.deadline();
    if (now.isBefore(deadline)) {
      Instant next = now.plus(poll);
      return new Wait(next.isBefore(deadline) ? next : deadline);
    }
    if (asked && answer == Answer.UNKNOWN) {
      return new Finish(
          RemediationOutcome.UNKNOWN,
          "no resolved came in time and Alertmanager gives no usable answer");
    }
    return new Finish(
        RemediationOutcome.NOT_FIXED,
        "the alert still fires "
            + Duration.ofMillis(remediation.verifyWithin()).toSeconds()
            + " s after the run");
  }
}
