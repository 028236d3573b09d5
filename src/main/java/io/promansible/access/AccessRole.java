package io.promansible.access;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What a person or a token may do. */
public enum AccessRole {
  /** Deliver alerts. */
  WEBHOOK,
  /** Read the inventory, passwords masked. */
  INVENTORY,
  /** Read everything but secrets. */
  VIEWER,
  /** Also cancel, approve and start runs. */
  OPERATOR,
  /** Everything. */
  ADMIN;

  /** This role and those it includes. */
  public Set<AccessRole> included() {
    return switch (this) {
      case WEBHOOK, INVENTORY -> EnumSet.of(this);
      case VIEWER -> EnumSet.of(VIEWER, INVENTORY);
      case OPERATOR -> EnumSet.of(OPERATOR, VIEWER, INVENTORY);
      case ADMIN -> EnumSet.allOf(AccessRole.class);
    };
  }

  /** Whether it may end at some hosts: delivering alerts and administration concern all of them. */
  public boolean limitable() {
    return this != WEBHOOK && this != ADMIN;
  }

  /** The role as the configuration and the API write it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
