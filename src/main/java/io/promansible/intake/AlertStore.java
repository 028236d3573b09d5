package io.promansible.intake;

import io.micronaut.transaction.TransactionOperations;
import io.promansible.alert.Notification;
import io.promansible.database.DiskSync;
import io.promansible.fault.WorldFault;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Stores notifications and their decisions in one transaction, and forces them to disk. */
@Singleton
final class AlertStore {
  private final AlertTriage triage;
  private final TransactionOperations<Connection> transactions;
  private final DiskSync diskSync;

  AlertStore(
      AlertTriage triage, TransactionOperations<Connection> transactions, DiskSync diskSync) {
    this.triage = triage;
    this.transactions = transactions;
    this.diskSync = diskSync;
  }

  /**
   * Stores all notifications or none; returns when they are on disk.
   *
   * @param awaited whether somebody waits for them still; asked right before they become durable
   * @throws WorldFault when nobody waits any more; then none is stored
   */
  List<IntakeResult> store(List<Notification> notifications, BooleanSupplier awaited) {
    List<IntakeResult> receipts =
        transactions.executeWrite(status -> {
          List<IntakeResult> results = triage.receive(notifications);
          if (!awaited.getAsBoolean()) {
            throw new WorldFault("nobody waits for the answer any more");
          }
          return results;
        });
    diskSync.force();
    return receipts;
  }
}
