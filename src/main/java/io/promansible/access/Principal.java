package io.promansible.access;

import java.util.Set;

/** Who calls, by the name of the token, and what they may do. */
public record Principal(String name, Set<AccessRole> roles) {
  public Principal {
    roles = Set.copyOf(roles);
  }

  /** Whether this caller may do what the role stands for. */
  public boolean may(AccessRole role) {
    return roles.contains(role);
  }
}
