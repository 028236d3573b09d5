package io.promansible.queue;

import io.promansible.fault.InputFault;
import io.promansible.label.Labels;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Remembers which request made which run, so that a request that is sent twice makes one run. */
@Singleton
public final class Idempotency {
  private static final Duration KEPT = Duration.ofDays(1);

  private final IdempotencyRepository keys;
  private final Clock clock;

  Idempotency(IdempotencyRepository keys, Clock clock) {
    this.keys = keys;
    this.clock = clock;
  }

  /**
   * The run that was made for a key; empty when there is none.
   *
   * @throws InputFault when the key came with another body
   */
  public Optional<UUID> known(String key, String body) {
    Optional<IdempotencyRepository.Known> known = keys.find(key);
    if (known.isPresent() && !known.get().digest().equals(digest(body))) {
      throw new InputFault("Idempotency-Key", "was used for another request before");
    }
    return known.map(IdempotencyRepository.Known::runId);
  }

  /** Remembers a run, in the transaction that queues it; false when another request was first. */
  public boolean remember(String key, String body, UUID run) {
    return keys.remember(key, digest(body), run, clock.instant()) == 1;
  }

  /** Forgets the keys of more than a day ago; returns how many. */
  public int forget(Instant now) {
    return keys.forget(now.minus(KEPT));
  }

  private static String digest(String body) {
    return Labels.of(Map.of("body", body)).digest("request");
  }
}
