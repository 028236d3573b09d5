package io.promansible.course;

import io.promansible.alert.Episode;
import io.promansible.decision.DecisionLog;
import io.promansible.decision.DecisionMetrics;
import io.promansible.decision.DecisionRepository;
import io.promansible.decision.DecisionSources;
import io.promansible.guard.Decision;
import io.promansible.guard.Reason;
import io.promansible.handler.Handler;
import io.promansible.queue.RunQueue;
import io.promansible.remediation.Remediation;
import io.promansible.remediation.RemediationOutcome;
import io.promansible.remediation.RemediationRepository;
import io.promansible.remediation.Remediations;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides about the waiting step of a remediation, in the caller's transaction. */
@Singleton
final class StepDecision {
  /** How soon to decide again about a step that still waits. */
  static final Duration AGAIN = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(StepDecision.class);
  // Thrown so that the transaction rolls back and the step is decided again.
  private static final String TAKEN = "somebody else took the remediation under our lock";

  private final RemediationRepository remediations;
  private final DecisionSources sources;
  private final DecisionRepository decisions;
  private final RunQueue queue;
  private final Escalation escalation;
  private final Remediations ends;
  private final DecisionMetrics metrics;

  StepDecision(
      DecisionSources sources,
      RunQueue queue,
      Escalation escalation,
      Remediations ends,
      DecisionMetrics metrics) {
    this.remediations = sources.remediations();
    this.sources = sources;
    this.decisions = sources.decisions();
    this.queue = queue;
    this.escalation = escalation;
    this.ends = ends;
    this.metrics = metrics;
  }

  /**
   * Decides, and starts the step if nothing holds it back.
   *
   * @param handler the handler, as it is at this step
   * @param approved the person who approves now, if one does
   * @return empty when the step starts; else why it does not
   */
  Optional<String> of(
      Remediation remediation,
      Episode episode,
      Handler handler,
      Optional<String> approved,
      Instant now) {
    int step = remediation.step();
    // A run that was put back needs no second approval.
    Optional<String> by = approved.or(() -> Optional.ofNullable(remediation.decidedBy()));
    Decision decision = sources.deciderAt(now).decide(handler, episode, step, by);
    Reason reason = DecisionLog.reason(decision);
    if (!reason.text().equals(remediation.waitsFor())) {
      decisions.save(DecisionLog.of(episode, handler, decision, now));
      metrics.decided(reason.text());
    }
    return switch (decision) {
      case Decision.Start start -> {
        start(remediation, episode, handler, start, by, now);
        yield Optional.empty();
      }
      case Decision.Skip skip when approved.isPresent() ->
          Optional.of(skip.reason().text() + ": " + skip.detail());
      case Decision.Skip skip when reason == Reason.OBSERVE && step > 0 ->
          passOver(remediation, now);
      case Decision.Skip skip when reason == Reason.OBSERVE ->
          finish(remediation, RemediationOutcome.UNKNOWN, "the handler only observes now", now);
      case Decision.Skip skip when reason.configured() -> goOn(remediation, skip, now);
      // Another remediation acts upon the same fault, and tells people of it.
      case Decision.Skip skip when reason == Reason.DUPLICATE && remediation.attempts() == 0 ->
          finish(remediation, RemediationOutcome.UNKNOWN, skip.detail(), now);
      case Decision.Skip skip -> fail(remediation, reason.text() + ": " + skip.detail(), now);
    };
  }

  private void start(
      Remediation remediation,
      Episode episode,
      Handler handler,
      Decision.Start start,
      Optional<String> by,
      Instant now) {
    int step = remediation.step();
    UUID run =
        queue.enqueue(
            Escalation.request(handler, step, episode), start.host().name(), start.parameters());
    long within = handler.verify().within().toMillis();
    long hold = handler.verify().hold().toMillis();
    sources.runs().rememberRun(remediation.id(), step - 1);
    if (remediations.advance(remediation.id(), step, run, within, hold, by.orElse(null), now)
        == 0) {
      throw new IllegalStateException(TAKEN);
    }
  }

  /** Passes over a step in mode observe. */
  Optional<String> passOver(Remediation remediation, Instant now) {
    if (!escalation.hasNext(remediation)) {
      return fail(remediation, remediation.reason(), now);
    }
    if (remediations.pass(remediation.id(), remediation.step(), now) == 0) {
      throw new IllegalStateException(TAKEN);
    }
    return Optional.of("the step is in mode observe");
  }

  private Optional<String> goOn(Remediation remediation, Decision.Skip skip, Instant now) {
    // Only approvals expire: a freeze or a cooldown ends by itself, or the alert does.
    Instant until = null;
    if (skip.reason() == Reason.APPROVE) {
      until = remediation.expiresAt();
      if (until == null) {
        until = now.plus(sources.handlers().get().overall().approval());
      } else if (!until.isAfter(now)) {
        String before = remediation.reason().isEmpty() ? "" : remediation.reason() + "; ";
        return fail(remediation, before + "nobody approved it until " + until, now);
      }
    }
    if (!skip.reason().text().equals(remediation.waitsFor())) {
      LOG.info(
          "{} on {} by {}: step {} waits ({}: {})",
          remediation.alertname(),
          remediation.host(),
          remediation.handler(),
          remediation.step(),
          skip.reason().text(),
          skip.detail());
    }
    remediations.wait(remediation.id(), skip.reason().text(), now.plus(AGAIN), until);
    return Optional.of(skip.reason().text() + ": " + skip.detail());
  }

  /** Ends a remediation as not fixed; returns why. */
  Optional<String> fail(Remediation remediation, String why, Instant now) {
    return finish(remediation, RemediationOutcome.NOT_FIXED, why, now);
  }

  /** Ends a remediation; returns why. */
  Optional<String> finish(
      Remediation remediation, RemediationOutcome outcome, String why, Instant now) {
    ends.finish(remediation, outcome, why, now);
    return Optional.of(why);
  }
}
