package io.promansible.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One thing that happens in the simulated world.
 *
 * @param a which alert, play or remediation, counted from those that there are
 * @param node on which node, or to which
 * @param b how much, or how
 */
record Op(Kind kind, int a, int node, int b) {
  /** What happens, and how often beside the others. */
  enum Kind {
    /** An alert begins to fire, and is sent. */
    FIRE(20),
    /** An alert ends, and that is sent. */
    RESOLVE(10),
    /** An alert is sent once more. */
    RESEND(6),
    /** An alert is sent as it was some time ago, behind what was sent since. */
    SEND_LATE(4),
    /** Both members of an Alertmanager cluster send the same. */
    SEND_TO_ALL(6),
    /** An alert ends and fires again at once; its sender may tell the second before the first. */
    FLAP(3),
    /** An alert begins or ends, and no webhook says so. */
    UNHEARD(4),
    /** Many alerts in one notification. */
    STORM(2),
    PASS_TIME(22),
    /** So much that limits, cooldowns and timeouts end. */
    PASS_HOURS(2),
    /** The clock is set back. */
    CLOCK_BACK(2),
    END_PLAY(20),
    /** The process ends at one of the next commits. */
    CRASH(4),
    /** The connection breaks at one of the next commits. */
    DATABASE_ERROR(4),
    /** A node falls asleep, or wakes. */
    SLEEP(3),
    /** Silent nodes are taken for gone. */
    JUDGE(2),
    FREEZE(2),
    THAW(3),
    /** The configuration of a node changes. */
    RELOAD(2),
    /** Decides anew about alerts that are held back. */
    LOOK_AGAIN(4),
    /** Asks Alertmanager for all its alerts. */
    POLL(4),
    /** Alertmanager stops answering, or answers again. */
    ALERTMANAGER_DOWN(2),
    ALERTMANAGER_RESTART(1),
    /** An alert is silenced, or no longer. */
    SILENCE(2),
    APPROVE(5),
    REJECT(1),
    CANCEL(2),
    CLOSE(1),
    RUN_ROUTINE(1);

    final int weight;

    Kind(int weight) {
      this.weight = weight;
    }
  }

  /** The history of a seed. */
  static List<Op> history(long seed, int length, int nodes) {
    Random chance = new Random(seed);
    List<Op> ops = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      ops.add(
          new Op(kind(chance), chance.nextInt(1000), chance.nextInt(nodes), chance.nextInt(1000)));
    }
    return ops;
  }

  private static Kind kind(Random chance) {
    int all = 0;
    for (Kind kind : Kind.values()) {
      all += kind.weight;
    }
    int drawn = chance.nextInt(all);
    for (Kind kind : Kind.values()) {
      drawn -= kind.weight;
      if (drawn < 0) {
        return kind;
      }
    }
    throw new IllegalStateException("the weights add up");
  }
}
