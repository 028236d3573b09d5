package io.promansible.audit;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.UUID;

/** One entry of the audit: a change that a person made. */
@MappedEntity("audit")
public record Audited(
    @Id UUID id, Instant at, String who, String action, String subject, String reason) {}
