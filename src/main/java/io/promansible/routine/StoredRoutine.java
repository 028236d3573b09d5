package io.promansible.routine;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;

/**
 * A routine that was made through the API.
 *
 * @param spec the routine as the caller gave it: JSON with the keys of the file
 */
@MappedEntity("routine")
public record StoredRoutine(@Id String name, String spec, String who, Instant changedAt) {}
