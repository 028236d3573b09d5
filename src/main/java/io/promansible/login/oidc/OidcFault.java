package io.promansible.login.oidc;

/** A log-in by the provider failed; the message may be shown to the person, and says what to do. */
public final class OidcFault extends Exception {
  private static final long serialVersionUID = 1L;

  OidcFault(String message) {
    super(message);
  }

  OidcFault(String message, Throwable cause) {
    super(message, cause);
  }
}
