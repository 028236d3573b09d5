package io.promansible.clockwork;

import java.time.Duration;

/** Something that the service does by itself, again and again. */
public interface Recurring {
  /** What it is, as in "deciding anew"; for the log, the metrics and the readiness. */
  String what();

  /** The pause between two times. */
  Duration pause();

  /** Does it once. What is thrown is logged and counted, and ends none of the times to come. */
  void run();

  /** Whether it calls other programs, and may be broken off when the service stops. */
  default boolean interruptible() {
    return false;
  }
}
