package io.promansible.config;

import io.micronaut.context.ApplicationContext;
import io.promansible.intake.HeldAlerts;

/** Lets the simulation reload a configuration without asking Ansible for its version. */
public final class ReloadDoor {
  private ReloadDoor() {}

  /** Reads the file again, tells the other nodes, and decides anew about what waits. */
  public static void reload(ApplicationContext node) {
    node.getBean(CurrentConfiguration.class).reload();
    tell(node);
    node.getBean(HeldAlerts.class).lookAtAll();
  }

  /** Tells the other nodes which configuration is in force. */
  public static void tell(ApplicationContext node) {
    node.getBean(TellConfiguration.class).run();
  }
}
