package io.promansible.intake;

import io.micronaut.context.ApplicationContext;

/** Lets the simulation do what the intake does by itself from time to time. */
public final class IntakeDoor {
  private IntakeDoor() {}

  /** Asks Alertmanager for all its alerts. */
  public static void poll(ApplicationContext node) {
    node.getBean(AlertmanagerPoll.class).poll();
  }
}
