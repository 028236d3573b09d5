package io.promansible.access;

import java.util.Optional;

/** What callers may read who do not say who they are: the key {@code access.anonymous}. */
public enum Anonymous {
  /** Everything while no token is configured, as only this machine is served then; else nothing. */
  AUTO,
  /** Nothing. */
  NONE,
  /** The inventory. */
  INVENTORY,
  /** Everything but secrets. */
  VIEWER;

  /** Whether it was asked for that such callers may read. */
  public boolean reads() {
    return this == INVENTORY || this == VIEWER;
  }

  /**
   * The role of such callers.
   *
   * @param guarded whether tokens are configured
   */
  Optional<AccessRole> role(boolean guarded) {
    return switch (this) {
      case AUTO -> guarded ? Optional.empty() : Optional.of(AccessRole.VIEWER);
      case NONE -> Optional.empty();
      case INVENTORY -> Optional.of(AccessRole.INVENTORY);
      case VIEWER -> Optional.of(AccessRole.VIEWER);
    };
  }
}
