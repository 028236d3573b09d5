package io.promansible.remediation;

import java.util.Locale;

/** What the alert itself says of a remediation. */
public enum RemediationOutcome {
  /** The alert resolved, and was still resolved after the hold. */
  FIXED,
  /** The alert still fires or fires again, or the run did not succeed. */
  NOT_FIXED,
  /** Nobody can tell. */
  UNKNOWN;

  /** The outcome as it is shown and counted: in lower case. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
