package io.promansible.fault;

/** There is no such thing, or none that the caller may see: the answer is the same. */
public final class NotFound extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public NotFound(String message) {
    super(message);
  }
}
