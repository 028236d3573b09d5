package io.promansible.catalog;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.promansible.handler.Mode;
import java.time.Instant;

/**
 * A mode that a person switched a handler to.
 *
 * @param own the mode that the handler itself had then
 */
@MappedEntity("handler_mode")
public record StoredMode(
    @Id String name, Mode mode, Mode own, String who, String reason, Instant changedAt) {}
