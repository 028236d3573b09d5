package io.promansible.login;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;

/**
 * How often a log-in has failed.
 *
 * @param id the SHA-256 of what is counted: an account, an address, or both
 * @param untilTime until then no further log-in is tried
 */
@MappedEntity("login_failure")
public record LoginFailure(@Id String id, int failures, Instant untilTime, Instant changedAt) {}
