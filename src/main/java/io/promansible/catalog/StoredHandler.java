package io.promansible.catalog;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;

/**
 * A handler that was made through the API.
 *
 * @param spec the handler as the caller gave it: JSON with the keys of the file
 */
@MappedEntity("handler")
public record StoredHandler(@Id String name, String spec, String who, Instant changedAt) {}
