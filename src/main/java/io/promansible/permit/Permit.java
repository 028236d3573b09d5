package io.promansible.permit;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.UUID;

/**
 * What a person allows a handler beyond its guards.
 *
 * @param hosts how many, for {@link Kind#HOSTS}; 0 else
 * @param untilTime when it ends by itself
 */
@MappedEntity("permit")
public record Permit(
    @Id UUID id,
    String handler,
    Kind kind,
    int hosts,
    String who,
    String reason,
    Instant since,
    Instant untilTime) {
  /** What is allowed. */
  public enum Kind {
    /** So many hosts beyond the limits. */
    HOSTS,
    /** Whatever failed before counts no more for the breaker. */
    BREAKER
  }
}
