package io.promansible.run;

/** Who wanted a run. */
public enum Cause {
  ALERT,
  ROUTINE,
  PERSON
}
