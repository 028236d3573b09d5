package io.promansible.clockwork;

import java.time.Instant;

/** Something that is kept for a while, and forgotten once a day. */
public interface Retained {
  /** What it is, for the log. */
  String what();

  /**
   * Forgets what ended before a time, in short transactions: what lasts long holds up what alerts
   * need.
   *
   * @return how many were forgotten
   */
  int forget(Instant before, Instant now);
}
