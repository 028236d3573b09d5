package io.promansible.run;

/** How a run ended. */
public enum Outcome {
  /** Ansible's stats show every host, and none failed or was unreachable. */
  SUCCEEDED,
  /** A host failed, or the play broke off. */
  FAILED,
  /** No host failed, but one could not be reached. */
  UNREACHABLE,
  /** The run took longer than its timeout and was ended. */
  TIMED_OUT,
  /** A person ended the run, or {@code stop_on_resolve} did. */
  CANCELLED,
  /** Unknown: the node that watched the run is gone. The run is never repeated by itself. */
  LOST,
  /** Nothing was done on any host. */
  NOT_STARTED
}
