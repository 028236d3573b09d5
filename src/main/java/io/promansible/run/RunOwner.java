package io.promansible.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whoever wanted a run, in a room above: asked before it starts and told when it has ended. */
public interface RunOwner {
  /** The cause of the runs that this owner answers for. */
  Cause cause();

  /** The freeze that holds this run, if there is one. Asked first, so it must be cheap. */
  default Optional<String> frozen(Run run) {
    return Optional.empty();
  }

  /**
   * Whether this node's configuration has what the run is of. Without it the run waits for a node
   * with a newer configuration, if there is one.
   */
  default boolean known(Run run) {
    return true;
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

  /** Asked at a run's turn, outside of any transaction: the owner may ask other services. */
  default Readiness beforeStart(Run run) {
    return new Readiness.Ready(Map.of());
  }

  /**
   * The play of a run that is not of roles; asked at its turn, outside of any transaction. A {@link
   * io.promansible.fault.WorldFault} or InputFault keeps the run from starting for good.
   */
  default Optional<OwnPlay> ownPlay(Run run) {
    return Optional.empty();
  }

  /**
   * Checks the hosts once more, in the transaction that starts the run.
   *
   * @param refused what {@link #beforeStart} answered for this very start
   * @return hosts to leave out, each with the reason; none by default
   */
  default Map<String, DroppedHost> dropped(
      Run run, List<String> hosts, Map<String, DroppedHost> refused) {
    return Map.of();
  }

  /**
   * Adds to the variable {@code promansible} what the play may know of its cause, labels marked
   * unsafe; by default an empty list of alerts for each host, as roles for alerts expect.
   */
  default void describe(Run run, List<String> hosts, ObjectNode promansible) {
    ObjectNode alerts = promansible.putObject("alerts");
    hosts.forEach(alerts::putArray);
  }

  /**
   * The run has ended for these hosts; called in the transaction that records it, for a run in
   * slices once for each slice.
   */
  default void finished(Run run, List<RunHost> hosts) {
    // Whoever does not want to know has nothing to do.
  }
}
