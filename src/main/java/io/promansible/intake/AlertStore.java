package io.promansible.intake;

import io.micronaut.transaction.TransactionOperations;
import io.promansible.alert.Notification;
import io.promansible.database.Durability;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.List;

/** Stores notifications and what is decided about them: one transaction, and then on disk. */
@Singleton
final class AlertStore {
  private final Reception triage;
  private final TransactionOperations<Connection> transactions;
  private final Durability durability;

  AlertStore(
      Reception triage, TransactionOperations<Connection> transactions, Durability durability) {
    this.triage = triage;
    this.transactions = transactions;
    this.durability = durability;
  }

  /** Stores all of them or none; returns when they are on disk. */
  List<Receipt> store(List<Notification> notifications) {
    List<Receipt> receipts = transactions.executeWrite(status -> triage.receive(notifications));
    durability.force();
    return receipts;
  }
}
