package io.promansible.remediation;

import java.util.Locale;

/** What the alert itself says of a remediation. */
public enum RemediationOutcome {
  /** Resolved, and still resolved after the hold. */
  FIXED,
  /** It still fires, fires again, or the run did not succeed. */
  NOT_FIXED,
  /** Nobody can tell. */
  UNKNOWN;

  /** As it is shown and counted. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
