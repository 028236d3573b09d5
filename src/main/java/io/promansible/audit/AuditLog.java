package io.promansible.audit;

import io.micronaut.transaction.TransactionOperations;
import io.promansible.database.TimeIds;
import io.promansible.fault.InputFault;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Clock;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/** Writes down who changed what, in the transaction of the change. */
@Singleton
public final class AuditLog {
  private static final int REASON_MAX = 1000;

  private final AuditRepository rows;
  private final TransactionOperations<Connection> transactions;
  private final Clock clock;

  public AuditLog(
      AuditRepository rows, TransactionOperations<Connection> transactions, Clock clock) {
    this.rows = rows;
    this.transactions = transactions;
    this.clock = clock;
  }

  /**
   * Makes a change and writes it down, both or neither; nothing is written down where nothing was
   * changed.
   *
   * @param change tells whether it changed anything
   * @return whether it did
   */
  public boolean record(
      String who, String action, String subject, String reason, BooleanSupplier change) {
    return transactions.executeWrite(status -> {
      boolean changed = change.getAsBoolean();
      if (changed) {
        record(who, action, subject, reason);
      }
      return changed;
    });
  }

  /**
   * Writes down a change, in the transaction of the caller.
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
