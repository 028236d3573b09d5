package io.promansible.decision;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A decision as it is remembered.
 *
 * @param handler empty when no handler matched
 * @param verdicts of all guards, as JSON
 */
@MappedEntity("decision")
public record StoredDecision(
    @Id UUID id,
    UUID episodeId,
    String handler,
    @Nullable String host,
    boolean started,
    String reason,
    String detail,
    String verdicts,
    Instant decidedAt) {}
