package io.promansible.runner;

import io.micronaut.context.annotation.Primary;
import io.promansible.ansible.AnsibleSettings;
import io.promansible.fault.Overtaken;
import io.promansible.fault.WorldFault;
import io.promansible.node.NodeIdentity;
import io.promansible.play.PlayCommand;
import io.promansible.play.PlayProcess;
import io.promansible.play.PlayStart;
import io.promansible.play.RunFolder;
import io.promansible.warm.WarmAnsible;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;

/**
 * Starts a play only while this node surely owns its run. A node that slept, however long, asks
 * first; and the play itself looks at the machine's clock before it does anything, as the node may
 * fall asleep between the answer and the start.
 */
@Singleton
@Primary
public final class FencedStart implements PlayStart {
  private final WarmAnsible warm;
  private final NodeRunRepository runs;
  private final NodeIdentity node;

  FencedStart(WarmAnsible warm, NodeRunRepository runs, NodeIdentity node) {
    this.warm = warm;
    this.runs = runs;
    this.node = node;
  }

  @Override
  public PlayProcess start(RunFolder folder, PlayCommand command, AnsibleSettings ansible) {
    return warm.start(folder, command, ansible, () -> fence(folder, command.runId()));
  }

  @Override
  public PlayProcess startPlainly(RunFolder folder, PlayCommand command, AnsibleSettings ansible) {
    fence(folder, command.runId());
    return PlayProcess.start(folder, command, ansible);
  }

  /**
   * Makes sure that the run is this node's now, and notes until when its play may begin.
   *
   * @throws Overtaken when it is not
   */
  private void fence(RunFolder folder, String runId) {
    Duration asked = uptime();
    // Others judge by the sign of life: from this one on they wait for cluster.gone_after.
    if (!node.beat() || !runs.runsOn(UUID.fromString(runId), node.name(), node.incarnation())) {
      throw new Overtaken(
          "it is not this node's run any more, as the node was silent for too long");
    }
    folder.noteStartBy(asked.plus(node.settings().gone().multipliedBy(3).dividedBy(4)));
  }

  /** How long this machine has been up, asleep or not; nobody sets that clock. */
  private static Duration uptime() {
    try {
      String up = Files.readString(Path.of("/proc/uptime")).split(" ", 2)[0];
      return Duration.ofMillis(Math.round(Double.parseDouble(up) * 1000));
    } catch (IOException | NumberFormatException e) {
      throw new WorldFault("/proc/uptime cannot be read: " + e.getMessage(), e);
    }
  }
}
