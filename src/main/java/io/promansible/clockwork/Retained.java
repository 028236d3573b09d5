package io.promansible.clockwork;

import java.time.Instant;

/** Rows that are kept for a while; once a day the old ones are deleted. */
public interface Retained {
  /** What these rows are, in words, for the log. */
  String what();

  /**
   * Deletes what ended before a time, in short transactions: long ones would hold up alerts.
   *
   * @return how many were deleted
   */
  int forget(Instant before, Instant now);
}
