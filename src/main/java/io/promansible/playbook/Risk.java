package io.promansible.playbook;

/** The {@code class} of a role or handler: sets the defaults of its guards. */
public enum Risk {
  /** Reads, or restarts one thing that may be restarted. */
  SAFE,
  /** Anything else; the default. */
  DISRUPTIVE
}
