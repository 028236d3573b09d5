package io.promansible.remediation;

/** Where a remediation stands. */
public enum RemediationState {
  /** Its next step waits for a person, or for something that passes. */
  WAITING,
  /** Its run waits or runs. */
  ACTING,
  /** The run succeeded; the alert must resolve now. */
  VERIFYING,
  /** The alert is resolved and must stay so. */
  HOLDING,
  /** It has its outcome. */
  FINISHED
}
