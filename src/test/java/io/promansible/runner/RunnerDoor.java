package io.promansible.runner;

import io.micronaut.context.ApplicationContext;
import io.promansible.node.NodeIdentity;
import io.promansible.queue.RunSlots;
import io.promansible.run.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Lets the simulation do, on its one thread, what the runner's threads do. */
public final class RunnerDoor {
  private RunnerDoor() {}

  /** A new start of a node takes its name and what was left. */
  public static void enter(ApplicationContext node) {
    node.getBean(NodeIdentity.class).enter(false, node.getBean(NodeRunRepository.class)::moveTo);
  }

  /** Records what has ended, takes up what nobody watches, and starts what is queued. */
  public static void drive(ApplicationContext node, List<UUID> queued) {
    if (!node.getBean(NodeIdentity.class).beat(0)) {
      return;
    }
    node.getBean(StandInPlays.class).recordAll();
    RunClaims claims = node.getBean(RunClaims.class);
    claims.takeOver();
    claims.endLeases();
    List<Run> left = new ArrayList<>(claims.ours());
    left.addAll(claims.awaitingUs());
    for (Run run : left) {
      node.getBean(RunSlots.class).takeAnyway();
      node.getBean(Adoption.class).takeUp(run);
    }
    for (UUID id : queued) {
      var _ = node.getBean(Runner.class).run(id);
    }
  }

  /** Takes the runs of silent nodes for lost. */
  public static void judge(ApplicationContext node) {
    for (Run run : node.getBean(RunClaims.class).ofSilentNodes()) {
      node.getBean(RunRecorder.class).lostWithNode(run);
    }
  }
}
