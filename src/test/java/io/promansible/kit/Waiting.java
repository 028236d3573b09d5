package io.promansible.kit;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits by condition, never by a number of seconds that is hoped to be enough. */
public final class Waiting {
  /** Longer than anything takes on a loaded machine; reached only when something is wrong. */
  public static final Duration LONG = Duration.ofMinutes(3);

  private Waiting() {}

  /** Returns when it holds. */
  public static void until(String what, BooleanSupplier holds) {
    untilGiven(what, () -> holds.getAsBoolean() ? Optional.of(true) : Optional.empty());
  }

  /** Returns when it holds; for what takes longer than all else. */
  public static void until(Duration most, String what, BooleanSupplier holds) {
    untilGiven(most, what, () -> holds.getAsBoolean() ? Optional.of(true) : Optional.empty());
  }

  /**
   * Returns when it holds, however long that takes, as long as what is measured goes on changing: a
   * loaded machine is slow, but only what is stuck stands still for {@link #LONG}.
   */
  public static void whileMoving(String what, Supplier<?> measured, BooleanSupplier holds) {
    Object last = measured.get();
    long deadline = System.nanoTime() + LONG.toNanos();
    while (!holds.getAsBoolean()) {
      Object now = measured.get();
      if (!now.equals(last)) {
        last = now;
        deadline = System.nanoTime() + LONG.toNanos();
      } else if (System.nanoTime() > deadline) {
        throw new AssertionError(
            "waited in vain for %s; for %d s it stood still at %s"
                .formatted(what, LONG.toSeconds(), last));
      }
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
    }
  }

  /** Returns what comes. */
  public static <T> T untilGiven(String what, Supplier<Optional<T>> given) {
    return untilGiven(LONG, what, given);
  }

  private static <T> T untilGiven(Duration most, String what, Supplier<Optional<T>> given) {
    long deadline = System.nanoTime() + most.toNanos();
    while (System.nanoTime() < deadline) {
      Optional<T> found = given.get();
      if (found.isPresent()) {
        return found.get();
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
    throw new AssertionError("waited " + most.toSeconds() + " s in vain: " + what);
  }
}
