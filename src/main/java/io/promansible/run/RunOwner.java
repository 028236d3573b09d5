package io.promansible.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who wanted a run, one floor up: asked before it starts and told when it has ended. */
public interface RunOwner {
  /** The cause it stands for. */
  Cause cause();

  /** Who or what froze a run since it was queued; cheap, and asked before all else. */
  default Optional<String> frozen(Run run) {
    return Optional.empty();
  }

  /** What an owner answers when a run's turn has come. */
  sealed interface Readiness {
    /** The run may start, though without these hosts, each with the reason. */
    record Ready(Map<String, DroppedHost> refused) implements Readiness {
      public Ready {
        refused = Map.copyOf(refused);
      }
    }

    /** The run may not start now, though it may later. */
    record Wait(String why) implements Readiness {}
  }

  /** Asked when a run's turn has come, outside of any transaction: others may be asked in turn. */
  default Readiness beforeStart(Run run) {
    return new Readiness.Ready(Map.of());
  }

  /**
   * Looks once more at the start, in the transaction that starts the run.
   *
   * @param refused what {@link #beforeStart} answered for this very start
   * @return hosts to leave out, each with the reason
   */
  Map<String, DroppedHost> dropped(Run run, List<String> hosts, Map<String, DroppedHost> refused);

  /**
   * Adds what the play may know of its cause, labels wrapped, below the variable {@code
   * promansible}; by itself an empty list of alerts for each host, as a role that also answers
   * alerts expects.
   */
  default void describe(Run run, List<String> hosts, ObjectNode promansible) {
    ObjectNode alerts = promansible.putObject("alerts");
    hosts.forEach(alerts::putArray);
  }

  /**
   * The run has ended, for these hosts; called in the transaction that records it. One in slices is
   * told part by part.
   */
  void finished(Run run, List<RunHost> hosts);
}
