package io.promansible.web;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * One thing that must be well for the service to do its work.
 *
 * @param fatal whether the service can do nothing without it; else it is said, and the service goes
 *     on
 * @param trouble what is wrong with it; empty when it is well
 */
public record Check(String name, boolean fatal, Supplier<Optional<String>> trouble) {
  /** What is wrong now; a look that fails is a trouble too. */
  Optional<String> look() {
    try {
      return trouble.get();
    } catch (RuntimeException e) {
      return Optional.of(e.toString());
    }
  }
}
