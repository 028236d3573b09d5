package io.promansible.access;

/** A role, and where it holds. */
public record Grant(AccessRole role, Scope scope) {
  /** A role that holds everywhere. */
  public static Grant everywhere(AccessRole role) {
    return new Grant(role, Scope.EVERYTHING);
  }

  boolean gives(AccessRole needed) {
    return role.included().contains(needed);
  }

  @Override
  public String toString() {
    return role.text() + (scope.unlimited() ? "" : " (" + scope + ")");
  }
}
