package io.promansible.report;

import io.promansible.fault.WorldFault;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something that is costly to find out, kept for a moment: many open pages ask for it once. When it
 * is too old it is found out anew; whoever asks meanwhile waits for a blink, and then is given the
 * old value if that is not much older.
 */
public final class Kept<T> {
  private static final Duration BLINK = Duration.ofMillis(30);
  private static final Duration MUCH = Duration.ofMinutes(1);

  private final long nanos;
  private final Supplier<T> source;
  private @Nullable T value;
  private long readAt;
  private @Nullable CompletableFuture<T> finding;

  /** Keeps what the source gives for a time. */
  public Kept(Duration time, Supplier<T> source) {
    this.nanos = time.toNanos();
    this.source = source;
  }

  /** The value, as old as the time at most, or a minute older where it takes long to find out. */
  public T get() {
    CompletableFuture<T> found;
    T old;
    synchronized (this) {
      long age = System.nanoTime() - readAt;
      if (value != null && age <= nanos) {
        return value;
      }
      old = age <= nanos + MUCH.toNanos() ? value : null;
      found = finding == null ? find() : finding;
    }
    try {
      return found.get(old == null ? MUCH.toNanos() : BLINK.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      if (old != null) {
        return old;
      }
      throw new WorldFault("what is shown here takes longer than a minute to count; try again", e);
    } catch (ExecutionException e) {
      if (old != null) {
        return old;
      }
      throw e.getCause() instanceof RuntimeException why ? why : new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private CompletableFuture<T> find() {
    CompletableFuture<T> promise = new CompletableFuture<>();
    // Whoever waits is told after it is kept.
    CompletableFuture<T> found = promise.whenComplete((fresh, fault) -> ended(fresh));
    finding = found;
    try {
      var _ =
          promise.completeAsync(
              source, task -> Thread.ofPlatform().daemon().name("kept").start(task));
    } catch (OutOfMemoryError e) {
      // No thread can be made now.
      promise.completeExceptionally(e);
    }
    return found;
  }

  private synchronized void ended(@Nullable T fresh) {
    finding = null;
    if (fresh != null) {
      value = fresh;
      readAt = System.nanoTime();
    }
  }
}
