package io.promansible.config;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;

/**
 * A project that was made through the API or the portal.
 *
 * @param spec the project as the caller gave it: JSON with the keys of the file
 */
@MappedEntity("stored_project")
public record StoredProject(@Id String name, String spec, String who, Instant changedAt) {}
