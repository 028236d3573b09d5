package io.promansible.report;

import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something that is costly to find out, kept for a moment: many open pages ask for it once, and
 * whoever comes while it is being found out waits for that.
 */
public final class Kept<T> {
  private final long nanos;
  private final Supplier<T> source;
  private @Nullable T value;
  private long readAt;

  /** Keeps what the source gives for a time. */
  public Kept(Duration time, Supplier<T> source) {
    this.nanos = time.toNanos();
    this.source = source;
  }

  /** The value, as old as the time at most. */
  public synchronized T get() {
    T known = value;
    if (known == null || System.nanoTime() - readAt > nanos) {
      known = source.get();
      value = known;
      readAt = System.nanoTime();
    }
    return known;
  }
}
