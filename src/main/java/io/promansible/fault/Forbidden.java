package io.promansible.fault;

/** The caller may not do this; nothing was changed. */
public final class Forbidden extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public Forbidden(String message) {
    super(message);
  }
}
