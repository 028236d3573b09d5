package io.promansible.runner;

/** What happens to a queued run whose turn has come. */
sealed interface StartAnswer {
  /** The run may start. */
  record Go() implements StartAnswer {}

  /** The run was started, or another node has it. */
  record Done() implements StartAnswer {}

  /** The run is tried again shortly, without a reason: a host or all slots are busy. */
  record Again() implements StartAnswer {}

  /** The run waits, for a reason that is shown to people. */
  record Wait(String why) implements StartAnswer {}

  /** A person cancelled the run. */
  record Cancelled() implements StartAnswer {}

  /** The run cannot be started, now or later. */
  record Refused(String why) implements StartAnswer {}
}
