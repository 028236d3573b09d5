package io.promansible.job;

import io.micronaut.data.annotation.GeneratedValue;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An app: a name under which playbooks and inventories stand together.
 *
 * @param appid the name that people gave it
 */
@MappedEntity("app")
public record App(
    @Id @GeneratedValue @Nullable Long id, String appid, String who, Instant madeAt) {}
