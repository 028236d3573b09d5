package io.promansible.course;

import io.promansible.alert.Episode;
import io.promansible.alert.EpisodeState;
import io.promansible.alertmanager.AlertmanagerState.Answer;
import io.promansible.remediation.Remediation;
import io.promansible.remediation.RemediationOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** The next step of a remediation's proof; a pure function of values. */
public sealed interface ProofStep {
  /** Nothing is proven yet; look again then. */
  record Wait(Instant lookAt) implements ProofStep {}

  /** The alert is resolved, and must stay so until then. */
  record Hold(Instant until) implements ProofStep {}

  /** Alertmanager no longer has the alert, though no resolve came: the episode is over. */
  record Gone() implements ProofStep {}

  /** The outcome is certain. */
  record Finish(RemediationOutcome outcome, String reason) implements ProofStep {}

  /**
   * The step by the alert alone.
   *
   * @param refired whether a newer episode of the same alert fires
   * @param answer Alertmanager's answer now; also UNKNOWN when it was not asked
   * @param asked whether Alertmanager must know the alert
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

  /**
   * The step for an alert that counts as fixed, after a look at what may speak against it.
   *
   * @param fixed the step by the alert alone
   * @param other another alert about the same fault that fires
   * @param confirmed Prometheus' answer to the handler's {@code verify.confirm}
   */
  static ProofStep doubted(
      ProofStep fixed,
      Remediation remediation,
      Episode episode,
      Optional<Episode> other,
      PrometheusConfirmation.Answer confirmed,
      Duration poll,
      Instant now) {
    if (other.isPresent()) {
      // The fault has until the deadline, as an alert that still fires.
      return now.isBefore(remediation.deadline())
          ? new Wait(now.plus(poll))
          : new Finish(
              RemediationOutcome.NOT_FIXED,
              "the same fault goes on under other labels: " + differing(episode, other.get()));
    }
    if (episode.vanished() != null) {
      return new Finish(
          RemediationOutcome.UNKNOWN,
          "its sender ended the alert because of '%s', and did not see the fault end"
              .formatted(episode.vanished()));
    }
    String why =
        switch (confirmed) {
          case PrometheusConfirmation.Answer.Yes() -> "";
          case PrometheusConfirmation.Answer.No(String no) -> no;
          case PrometheusConfirmation.Answer.Unknown(String unknown) -> unknown;
        };
    if (why.isEmpty()) {
      return fixed;
    }
    return now.isBefore(remediation.deadline())
        ? new Wait(now.plus(poll))
        : new Finish(RemediationOutcome.UNKNOWN, "resolved, but " + why + " (verify.confirm)");
  }

  private static String differing(Episode episode, Episode other) {
    Map<String, String> mine = episode.labelSet().values();
    return other.labelSet().values().entrySet().stream()
        .filter(label -> !label.getValue().equals(mine.get(label.getKey())))
        .map(label -> label.getKey() + "=" + label.getValue())
        .collect(Collectors.joining(", "));
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
