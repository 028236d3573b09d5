package io.promansible.inventory;

/** Which host an alert means: exactly one, or none with the reason. */
public sealed interface Resolution {
  /** Exactly this one. */
  record Found(Host host) implements Resolution {}

  /** None; {@code why} is for people. */
  record Unknown(String why) implements Resolution {}
}
