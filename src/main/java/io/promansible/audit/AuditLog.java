package io.promansible.audit;

import io.micronaut.transaction.TransactionOperations;
import io.promansible.database.TimeIds;
import io.promansible.fault.InputFault;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Clock;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Writes down who changed what, in the transaction of the change. */
@Singleton
public final class AuditLog {
  private static final int REASON_MAX = 1000;

  private final AuditRepository rows;
  private final TransactionOperations<Connection> transactions;
  private final Clock clock;
  private final AuditOrigin origin;

  public AuditLog(
      AuditRepository rows,
      TransactionOperations<Connection> transactions,
      Clock clock,
      AuditOrigin origin) {
    this.rows = rows;
    this.transactions = transactions;
    this.clock = clock;
    this.origin = origin;
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
    return recordIf(change, () -> record(who, action, subject, reason));
  }

  /** What something was before a change and is after it, in words; null when it was not there. */
  public record Change(@Nullable String before, @Nullable String after) {}

  /** The same, with what was there before and what is there now. */
  public boolean record(
      String who, String action, String subject, Change what, BooleanSupplier change) {
    return recordIf(change, () -> write(who, action, subject, "", what));
  }

  private boolean recordIf(BooleanSupplier change, Runnable entry) {
    return transactions.executeWrite(status -> {
      boolean changed = change.getAsBoolean();
      if (changed) {
        entry.run();
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
    write(who, action, subject, reason, new Change(null, null));
  }

  private void write(String who, String action, String subject, String reason, Change what) {
    Instant now = clock.instant();
    AuditOrigin.Caller caller = origin.now();
    rows.save(
        new Audited(
            TimeIds.next(now),
            now,
            who,
            action,
            subject,
            reason.substring(0, Math.min(reason.length(), REASON_MAX)),
            caller.asWhat(),
            caller.address(),
            what.before(),
            what.after()));
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
