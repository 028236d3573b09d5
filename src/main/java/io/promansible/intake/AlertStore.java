package io.promansible.intake;

import io.micronaut.transaction.TransactionOperations;
import io.promansible.alert.Notification;
import io.promansible.database.DiskSync;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.List;

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

  /** Stores all notifications or none; returns when they are on disk. */
  List<IntakeResult> store(List<Notification> notifications) {
    List<IntakeResult> receipts =
        transactions.executeWrite(status -> triage.receive(notifications));
    diskSync.force();
    return receipts;
  }
}
