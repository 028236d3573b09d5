package io.promansible.fault;

/** What was asked for does not go together with how things are now; the message says why. */
public final class Conflict extends RuntimeException {
  private static final long serialVersionUID = 1;

  public Conflict(String message) {
    super(message);
  }
}
