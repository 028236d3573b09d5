package io.promansible.intake;

import io.promansible.alert.AlertStatus;
import io.promansible.alert.Notification;
import io.promansible.fault.WorldFault;
import io.promansible.inventory.LiveInventory;
import io.promansible.queue.Capacity;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Whether a notification can be taken in now. */
@Singleton
final class IntakeGate {
  private final LiveInventory inventory;
  private final Capacity capacity;

  IntakeGate(LiveInventory inventory, Capacity capacity) {
    this.inventory = inventory;
    this.capacity = capacity;
  }

  /**
   * Returns when the notification can be taken in.
   *
   * @throws WorldFault when it cannot; the sender is answered 503 and sends it again
   */
  void require(Notification notification) {
    // Throws while no inventory is known: every alert would be decided "unknown host", for good.
    inventory.get();
    // Resolved alerts queue no runs and may end some, so they are taken in when the queue is full.
    boolean fires = notification.alerts().stream().anyMatch(a -> a.status() == AlertStatus.FIRING);
    Optional<String> full = fires ? capacity.full() : capacity.diskFull();
    if (full.isPresent()) {
      throw new WorldFault(full.get());
    }
  }
}
