package io.promansible.clockwork;

import java.time.Duration;

/** A task that the service does in the background, again and again. */
public interface Recurring {
  /** The task in words, such as "deciding anew"; for the log, the metrics and {@code /-/ready}. */
  String what();

  /** The pause between the end of one execution and the start of the next. */
  Duration pause();

  /** Does the task once. What it throws is logged and counted, and it still runs the next time. */
  void run();

  /** Whether the task calls other programs, and may be interrupted when the service stops. */
  default boolean interruptible() {
    return false;
  }

  /** Whether the task has threads that no other task can hold up, as the sign of life has. */
  default boolean vital() {
    return false;
  }
}
