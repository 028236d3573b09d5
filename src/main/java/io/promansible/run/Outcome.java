package io.promansible.run;

/** How a run ended. */
public enum Outcome {
  /** Ansible's stats show every host, and none failed or was unreachable. */
  SUCCEEDED,
  /** A host failed, or the play broke off. */
  FAILED,
  /** No host failed, but one could not be reached. */
  UNREACHABLE,
  /** It took longer than its timeout and was ended. */
  TIMED_OUT,
  /** A person ended it. */
  CANCELLED,
  /** Nobody knows: the node that watched it is gone. Never repeated by itself. */
  LOST,
  /** Nothing was done on any host. */
  NOT_STARTED
}
