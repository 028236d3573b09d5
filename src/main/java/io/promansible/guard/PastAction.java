package io.promansible.guard;

import io.promansible.handler.Fault;
import java.time.Instant;
import java.util.Optional;

/**
 * What a handler did before, about whatever alert. What never started is not in it: it consumes no
 * cooldown and breaks nothing.
 *
 * @param alertId whose alert it was
 * @param fault which fault that was about, see {@link Fault}
 * @param endedAt empty while it goes on
 * @param starts how many runs it took, as a escalation may have several steps
 */
public record PastAction(
    String alertId,
    String fault,
    String host,
    Instant startedAt,
    Optional<Instant> endedAt,
    Result result,
    int starts) {
  /** One of a single run about a fault that only this alert is about. */
  public PastAction(
      String alertId, String host, Instant startedAt, Optional<Instant> endedAt, Result result) {
    this(alertId, alertId, host, startedAt, endedAt, result, 1);
  }

  /** Whether it was about the fault that a decision is about. */
  boolean isOf(RecentHistory recent) {
    return fault.equals(recent.fault()) || alertId.equals(recent.alertId());
  }

  /** How it ended. */
  public enum Result {
    /** It goes on. */
    OPEN,
    FIXED,
    NOT_FIXED,
    /** Nobody can tell. */
    UNKNOWN
  }

  /** Whether it ended, and within that time before now. */
  public boolean endedWithin(java.time.Duration time, Instant now) {
    return endedAt.filter(end -> end.plus(time).isAfter(now)).isPresent();
  }
}
