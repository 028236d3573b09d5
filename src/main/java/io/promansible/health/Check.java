package io.promansible.health;

import java.util.Optional;
import java.util.function.Supplier;

/** One thing that must be well for the service to do its work; told by {@code /-/ready}. */
public interface Check {
  /** Its name, as people and metrics see it. */
  String name();

  /** Whether the service can do nothing without it; else it is said, and the service goes on. */
  boolean fatal();

  /** What is wrong with it; empty when it is well. */
  Optional<String> trouble();

  /** What is wrong now; a look that fails is a trouble too. */
  default Optional<String> now() {
    try {
      return trouble();
    } catch (RuntimeException e) {
      return Optional.of(e.toString());
    }
  }

  /** One of a name and a question. */
  static Check of(String name, boolean fatal, Supplier<Optional<String>> trouble) {
    return new Check() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public boolean fatal() {
        return fatal;
      }

      @Override
      public Optional<String> trouble() {
        return trouble.get();
      }
    };
  }
}
