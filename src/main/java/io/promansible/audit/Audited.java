package io.promansible.audit;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the audit: a change that a person made, or a log-in.
 *
 * @param asWhat the caller's rights; empty for the service itself
 * @param address from where; empty for the service itself
 * @param beforeChange what was there before, in words; null where the action says it all
 * @param afterChange what is there now
 */
@MappedEntity("audit")
public record Audited(
    @Id UUID id,
    Instant at,
    String who,
    String action,
    String subject,
    String reason,
    String asWhat,
    String address,
    @Nullable String beforeChange,
    @Nullable String afterChange) {}
