package io.promansible.routine;

import io.micronaut.context.ApplicationContext;
import io.promansible.node.NodeConfigurations;

/** Lets the simulation fire routines as db-scheduler would. */
public final class RoutineDoor {
  private RoutineDoor() {}

  /** Sets up what is new, and fires what is due. */
  public static void fire(ApplicationContext node) {
    node.getBean(RoutineTimes.class).align();
    if (node.getBean(NodeConfigurations.class).isNewest()) {
      RoutineFiring firing = node.getBean(RoutineFiring.class);
      node.getBean(RoutineCatalog.class).all().keySet().forEach(firing::fire);
    }
  }

  /** Runs a routine now, for a person. */
  public static void runNow(ApplicationContext node, String name) {
    node.getBean(RoutineCatalog.class)
        .find(name)
        .flatMap(RoutineCatalog.Entry::routine)
        .ifPresent(routine -> node.getBean(RoutineOperations.class).run(routine, "somebody"));
  }
}
