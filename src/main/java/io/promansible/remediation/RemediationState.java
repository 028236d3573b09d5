package io.promansible.remediation;

/** Where a remediation stands. */
public enum RemediationState {
  /** The next step waits for a person, or for a reason that passes. */
  WAITING,
  /** The run waits in the queue, or runs. */
  ACTING,
  /** The run succeeded; the alert must resolve now. */
  VERIFYING,
  /** The alert is resolved and must stay so. */
  HOLDING,
  /** The remediation has its outcome. */
  FINISHED
}
