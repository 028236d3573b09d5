package io.promansible.access;

/** Who checks the log-in of a person. */
public enum LoginProvider {
  /** This service, by a password. */
  LOCAL,
  /** A provider of OpenID Connect. */
  OIDC,
  /** A directory. */
  LDAP
}
