package io.promansible.runner;

import io.promansible.run.Run;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Runs of silent nodes that this node has watched for a while, by its own measure of time. A clock
 * of the database that jumps, or a pause of this very node, makes all others look silent at once.
 */
final class Suspects {
  private final long watchNanos;
  private final Map<UUID, Long> since = new HashMap<>();
  private long lastLook = System.nanoTime();

  /**
   * @param watch for how long a node must be seen to be silent
   */
  Suspects(Duration watch) {
    this.watchNanos = watch.toNanos();
  }

  /** Those of the runs of silent nodes, as they are now, that have been that for long enough. */
  List<Run> ripe(List<Run> silent) {
    long now = System.nanoTime();
    if (now - lastLook > watchNanos) {
      // This node has not looked for long: it may have slept itself.
      since.clear();
    }
    lastLook = now;
    since.keySet().retainAll(silent.stream().map(Run::id).collect(Collectors.toSet()));
    List<Run> ripe = new ArrayList<>();
    for (Run run : silent) {
      if (now - since.computeIfAbsent(run.id(), id -> now) >= watchNanos) {
        ripe.add(run);
      }
    }
    return ripe;
  }
}
