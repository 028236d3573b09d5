package io.promansible.inventory;

import java.util.Optional;

/** Which host an alert means: exactly one, or none with the reason. */
public sealed interface Resolution {
  /** The host, if it is exactly one. */
  default Optional<Host> found() {
    return this instanceof Found(Host host) ? Optional.of(host) : Optional.empty();
  }

  /** Exactly this one. */
  record Found(Host host) implements Resolution {}

  /** None; {@code why} is for people. */
  record Unknown(String why) implements Resolution {}
}
