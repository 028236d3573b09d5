package io.promansible.run;

/** The state of a run; it only goes forward, but a run that never started goes back. */
public enum RunState {
  QUEUED,
  RUNNING,
  FINISHED
}
