package io.promansible.handler;

/** How far a handler may go by itself. */
public enum Mode {
  /** Records what it would have done; the default. */
  OBSERVE,
  /** Waits for a person. */
  APPROVE,
  /** Acts. */
  AUTO
}
