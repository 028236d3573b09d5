package io.promansible.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who wanted a run, one floor up: asked before it starts and told when it has ended. */
public interface RunOwner {
  /** The cause it stands for. */
  Cause cause();

  /** Why a run may not start now, though it may later; empty when it may. */
  default Optional<String> waits(Run run) {
    return Optional.empty();
  }

  /**
   * Looks once more before the start, in the transaction that starts it.
   *
   * @return hosts to leave out, each with the reason
   */
  Map<String, String> dropped(Run run, List<String> hosts);

  /**
   * Adds what the play may know of its cause, labels wrapped, below the variable {@code
   * promansible}.
   */
  void describe(Run run, List<String> hosts, ObjectNode promansible);

  /**
   * The run has ended, for these hosts; called in the transaction that records it. One in slices is
   * told part by part.
   */
  void finished(Run run, List<RunHost> hosts);
}
