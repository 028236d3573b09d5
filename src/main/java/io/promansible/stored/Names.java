package io.promansible.stored;

import io.promansible.fault.InputFault;

/** Names that people give. */
public final class Names {
  private static final int MOST = 128;

  private Names() {}

  /**
   * Returns if a name can be kept and shown.
   *
   * @throws InputFault when not
   */
  public static void require(String field, String name) {
    if (name.isBlank() || name.length() > MOST || name.chars().anyMatch(Character::isISOControl)) {
      throw new InputFault(field, "must be 1 to %d characters on one line".formatted(MOST));
    }
  }
}
