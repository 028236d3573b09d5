package io.promansible.permit;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.UUID;

/**
 * What a person allows a handler beyond its guards.
 *
 * @param hosts how many hosts beyond the limits, for {@link Kind#HOSTS}; otherwise 0
 * @param untilTime when the permit ends by itself
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
  /** What a permit allows. */
  public enum Kind {
    /** The handler may act upon so many hosts beyond its limits. */
    HOSTS,
    /** The breaker no longer counts failures from before the permit. */
    BREAKER
  }
}
