package io.promansible.run;

/** Where a run stands; it only ever goes forward, but for one that was never really started. */
public enum RunState {
  QUEUED,
  RUNNING,
  FINISHED
}
