package io.promansible.handler;

/** The handler's {@code class}: sets the defaults of its guards. */
public enum Risk {
  /** Reads, or restarts one thing that may be restarted. */
  SAFE,
  /** Anything else; the default. */
  DISRUPTIVE
}
