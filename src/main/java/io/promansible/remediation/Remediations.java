package io.promansible.remediation;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends remediations: the row, the metric and the line of the log, all of them or none. */
@Singleton
public final class Remediations {
  private static final Logger LOG = LoggerFactory.getLogger(Remediations.class);

  private final RemediationRepository rows;
  private final RemediationMetrics metrics;
  private final Clock clock;

  public Remediations(RemediationRepository rows, RemediationMetrics metrics, Clock clock) {
    this.rows = rows;
    this.metrics = metrics;
    this.clock = clock;
  }

  /** Ends a remediation now; does nothing if it has ended already. */
  public void finish(Remediation one, RemediationOutcome outcome, String reason, Instant now) {
    finish(one, outcome, reason, now, now);
  }

  /**
   * Ends a remediation whose alert resolved at another time than now.
   *
   * @param resolvedAt when its alert resolved: the metric counts the time to the fix up to then
   */
  public void finish(
      Remediation one, RemediationOutcome outcome, String reason, Instant resolvedAt, Instant now) {
    if (rows.finish(one.id(), outcome, reason, now) == 1) {
      metrics.finished(one, outcome, resolvedAt);
      say(one, outcome, reason);
    }
  }

  /** Ends a remediation that waits, as a person rejects it; false when somebody was first. */
  public boolean reject(Remediation one, String who, String reason) {
    Instant now = clock.instant();
    boolean first = rows.reject(one.id(), who, reason, now) == 1;
    if (first) {
      metrics.finished(one, RemediationOutcome.NOT_FIXED, now);
      say(one, RemediationOutcome.NOT_FIXED, reason);
    }
    return first;
  }

  private static void say(Remediation one, RemediationOutcome outcome, String reason) {
    LOG.info(
        "{} on {} by {}: {} ({})",
        one.alertname(),
        one.host(),
        one.handler(),
        outcome.text(),
        reason);
  }
}
