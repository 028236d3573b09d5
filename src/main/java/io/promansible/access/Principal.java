package io.promansible.access;

/**
 * Who calls, and what they may do.
 *
 * @param name of the person or of the token, as the audit shows it
 */
public record Principal(String name, Kind kind, Rights rights) implements java.security.Principal {
  @Override
  public String getName() {
    return name;
  }

  /** How a caller has shown who they are. */
  public enum Kind {
    /** Not at all. */
    ANONYMOUS,
    /** By a token of a program, or of a person. */
    TOKEN,
    /** By a session in a browser. */
    PERSON
  }

  /** Whether this caller may do what the role stands for, at least somewhere. */
  public boolean may(AccessRole role) {
    return rights.may(role);
  }

  /** Whether the role holds for a subject. */
  public boolean may(AccessRole role, Subject subject) {
    return rights.may(role, subject);
  }

  /** Whether a role holds everywhere. */
  public boolean everywhere(AccessRole role) {
    return rights.everywhere(role);
  }
}
