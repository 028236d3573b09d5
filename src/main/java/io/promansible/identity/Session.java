package io.promansible.identity;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;

/**
 * A browser in which a person has logged in.
 *
 * @param id the SHA-256 of what the cookie holds
 * @param seenAt when it was used last, to the minute
 * @param agent what the browser calls itself
 */
@MappedEntity("login_session")
public record Session(
    @Id String id,
    String account,
    Instant createdAt,
    Instant seenAt,
    String address,
    String agent) {}
