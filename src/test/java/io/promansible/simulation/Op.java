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
  enum Kind {
    FIRE,
    RESOLVE,
    RESEND,
    PASS_TIME,
    END_PLAY,
    CRASH,
    DATABASE_ERROR,
    SLEEP,
    JUDGE,
    FREEZE,
    THAW,
    APPROVE,
    CANCEL
  }

  /** How often each of them happens, beside the others. */
  private static final int[] WEIGHTS = {22, 10, 10, 22, 20, 4, 4, 2, 2, 1, 2, 5, 2};

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
    for (int weight : WEIGHTS) {
      all += weight;
    }
    int drawn = chance.nextInt(all);
    for (int i = 0; i < WEIGHTS.length; i++) {
      drawn -= WEIGHTS[i];
      if (drawn < 0) {
        return Kind.values()[i];
      }
    }
    throw new IllegalStateException("the weights add up");
  }
}
