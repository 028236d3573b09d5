package io.promansible.door;

import io.promansible.access.Principal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A caller who follows a stream. Every few seconds it is asked again who that is: sessions end,
 * tokens are revoked and grants change while a stream goes on.
 */
public final class Following {
  private static final Duration ASKED_EVERY = Duration.ofSeconds(5);

  private final Supplier<Optional<Principal>> callers;
  private final Clock clock;
  private volatile Optional<Principal> last;
  private volatile Instant askedAt;

  Following(Principal first, Supplier<Optional<Principal>> callers, Clock clock) {
    this.callers = callers;
    this.clock = clock;
    this.last = Optional.of(first);
    this.askedAt = clock.instant();
  }

  /** The caller now; empty for good when nobody knows the caller any more. */
  public Optional<Principal> caller() {
    Instant now = clock.instant();
    if (last.isPresent() && now.isAfter(askedAt.plus(ASKED_EVERY))) {
      askedAt = now;
      last = callers.get();
    }
    return last;
  }
}
