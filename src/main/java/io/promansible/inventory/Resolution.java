package io.promansible.inventory;

import java.util.Optional;

/** The host that a label means: exactly one, or none with the reason. */
public sealed interface Resolution {
  /** The host, if it is exactly one. */
  default Optional<Host> found() {
    return this instanceof Found(Host host) ? Optional.of(host) : Optional.empty();
  }

  /** The label means exactly this host. */
  record Found(Host host) implements Resolution {}

  /** The label means no single host; {@code why} is for people. */
  record Unknown(String why) implements Resolution {}
}
