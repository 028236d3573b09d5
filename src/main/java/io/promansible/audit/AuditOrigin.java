package io.promansible.audit;

/** Tells from where a change comes that is made at this moment. */
@FunctionalInterface
public interface AuditOrigin {
  /**
   * A caller.
   *
   * @param asWhat the role, such as {@code operator}; empty for the service itself
   * @param address empty for the service itself
   */
  record Caller(String asWhat, String address) {
    /** The service itself. */
    public static final Caller NONE = new Caller("", "");
  }

  /** The caller whose request is being answered; {@link Caller#NONE} outside of any request. */
  Caller now();
}
