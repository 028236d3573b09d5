package io.promansible.remediation;

/** Where a remediation stands. */
public enum RemediationState {
  /** Its run waits or runs. */
  ACTING,
  /** The run succeeded; the alert must resolve now. */
  VERIFYING,
  /** The alert is resolved and must stay so. */
  HOLDING,
  /** It has its outcome. */
  FINISHED
}
