package io.promansible.remediation;

/** What the alert itself says of a remediation. */
public enum RemediationOutcome {
  /** Resolved, and still resolved after the hold. */
  FIXED,
  /** It still fires, fires again, or the run did not succeed. */
  NOT_FIXED,
  /** Nobody can tell. */
  UNKNOWN
}
