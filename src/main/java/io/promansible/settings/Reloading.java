package io.promansible.settings;

import java.util.Optional;

/** Reads the configuration again, up on the top floor. */
public interface Reloading {
  /**
   * Puts the file in force as it is now.
   *
   * @throws io.promansible.fault.InputFault when it is faulty; the old configuration stays in force
   */
  void reload();

  /** Why the last reload failed; empty when the file is in force. */
  Optional<String> trouble();
}
