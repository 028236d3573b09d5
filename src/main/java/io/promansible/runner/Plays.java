package io.promansible.runner;

import io.promansible.inventory.LiveInventory;
import io.promansible.run.OwnPlay;
import io.promansible.run.Run;
import io.promansible.run.RunHost;
import java.util.List;
import java.util.Optional;

/** Starts the plays of this node once, watches them to their end, takes them up after a restart. */
interface Plays {
  /** What became of a play that an earlier service may have started. */
  enum Found {
    /** The play was running, and has now been watched to its end. */
    WATCHED,
    /** The play is being started at this moment. */
    STARTING,
    /** The play was never started. */
    NEVER_STARTED,
    /** Unknown: the run's folder is gone, or the pid in it is unreadable. */
    DAMAGED
  }

  /**
   * Makes the folder of a run that is about to be taken. The folder exists before the row says
   * running, so a folder without a pid is a run that never started.
   *
   * @throws io.promansible.fault.WorldFault when the folder cannot be made
   */
  void prepare(Run run);

  /** Clears the folder of a run that was cut: its slices have folders of their own. */
  void cut(Run run);

  /**
   * Starts the play of a run that this node has taken, and watches it to its end.
   *
   * @return false when it was not started and is queued again
   */
  boolean run(Run run, List<RunHost> hosts, LiveInventory.Current known, Optional<OwnPlay> own);

  /** Looks for the play of a run that should be running here, and watches it if it is there. */
  Found takeUp(Run run);
}
