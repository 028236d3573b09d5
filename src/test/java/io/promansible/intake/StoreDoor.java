package io.promansible.intake;

import io.micronaut.context.ApplicationContext;
import io.promansible.alert.Notification;
import java.util.List;

/** Lets the simulation store notifications as the intake's thread does. */
public final class StoreDoor {
  private StoreDoor() {}

  /** Stores all of them or none. */
  public static void store(ApplicationContext node, List<Notification> notifications) {
    var _ = node.getBean(AlertStore.class).store(notifications);
  }
}
