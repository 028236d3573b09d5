package io.promansible.run;

/** Who wanted a run. */
public enum Cause {
  ALERT,
  ROUTINE,
  PERSON,
  /** A person, for a playbook on an inventory. */
  JOB
}
