package io.promansible.runner;

/** What is to become of a queued run whose turn has come. */
sealed interface StartAnswer {
  /** Nothing speaks against its start. */
  record Go() implements StartAnswer {}

  /** It has started, or is no business of this node any more. */
  record Done() implements StartAnswer {}

  /** It is tried again shortly, without a word: a host is busy, or no play is free. */
  record Again() implements StartAnswer {}

  /** It waits for something that people may want to know. */
  record Wait(String why) implements StartAnswer {}

  /** A person took it back. */
  record Cancelled() implements StartAnswer {}

  /** It cannot be run, now or later. */
  record Refused(String why) implements StartAnswer {}
}
