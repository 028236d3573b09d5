package io.promansible.audit;

import io.promansible.database.TimeIds;
import io.promansible.fault.InputFault;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;

/** Writes down who changed what, in the transaction of the change. */
@Singleton
public final class AuditLog {
  private static final int REASON_MAX = 1000;

  private final AuditRepository rows;
  private final Clock clock;

  public AuditLog(AuditRepository rows, Clock clock) {
    this.rows = rows;
    this.clock = clock;
  }

  /**
   * Writes down a change.
   *
   * @param action such as {@code freeze}
   * @param subject what was changed, such as {@code handler:NAME}
   */
  public void record(String who, String action, String subject, String reason) {
    Instant now = clock.instant();
    rows.save(new Audited(TimeIds.next(now), now, who, action, subject, reason));
  }

  /**
   * Checks a reason that people must give.
   *
   * @throws InputFault when it is missing or too long
   */
  public static void requireReason(String reason) {
    if (reason.isBlank()) {
      throw new InputFault("reason", "must be given, in at most " + REASON_MAX + " characters");
    }
    limitReason(reason);
  }

  /**
   * Checks a reason that people may leave out.
   *
   * @throws InputFault when it is too long
   */
  public static void limitReason(String reason) {
    if (reason.length() > REASON_MAX) {
      throw new InputFault("reason", "must have at most " + REASON_MAX + " characters");
    }
  }
}
