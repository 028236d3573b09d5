package io.promansible.guard;

import io.promansible.handler.FaultKey;
import java.time.Instant;
import java.util.Optional;

/**
 * A remediation of a handler in the past, of whatever alert. Those that never started are left out:
 * they cause no cooldown and open no breaker.
 *
 * @param alertId the id of the alert that it was about
 * @param fault the key of the fault that it was about, see {@link FaultKey}
 * @param endedAt empty while it goes on
 * @param starts how many runs it took, as an escalation may have several steps
 */
public record PastAction(
    String alertId,
    String fault,
    String host,
    Instant startedAt,
    Optional<Instant> endedAt,
    Result result,
    int starts) {
  /** An action of a single run, about a fault that only this alert is about. */
  public PastAction(
      String alertId, String host, Instant startedAt, Optional<Instant> endedAt, Result result) {
    this(alertId, alertId, host, startedAt, endedAt, result, 1);
  }

  /** Whether this action was about the fault or the alert that a decision is about. */
  boolean isOf(RecentHistory recent) {
    return fault.equals(recent.fault()) || alertId.equals(recent.alertId());
  }

  /** How an action ended. */
  public enum Result {
    /** The action goes on. */
    OPEN,
    FIXED,
    NOT_FIXED,
    /** Nobody can tell. */
    UNKNOWN,
    /**
     * It was stopped on its way, by a person or as its alert resolved. It was a start, but says
     * nothing about the handler.
     */
    STOPPED
  }

  /** Whether this action ended less than this time ago. */
  public boolean endedWithin(java.time.Duration time, Instant now) {
    return endedAt.filter(end -> end.plus(time).isAfter(now)).isPresent();
  }
}
