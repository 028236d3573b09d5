package io.promansible.health;

import java.util.Optional;
import java.util.function.Supplier;

/** One thing that must be well for the service to do its work; {@code /-/ready} shows it. */
public interface Check {
  /** The name of this check, as {@code /-/ready} and the metrics show it. */
  String name();

  /** Whether trouble here makes the service not ready; otherwise it is only reported. */
  boolean fatal();

  /** What is wrong; empty when all is well. */
  Optional<String> trouble();

  /** Calls {@link #trouble}; an exception that it throws is trouble, too. */
  default Optional<String> now() {
    try {
      return trouble();
    } catch (RuntimeException e) {
      return Optional.of(e.toString());
    }
  }

  /** A check of a name and a function that looks for trouble. */
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
