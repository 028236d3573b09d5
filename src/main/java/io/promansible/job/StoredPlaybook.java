package io.promansible.job;

import io.micronaut.data.annotation.GeneratedValue;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A playbook of a git repository.
 *
 * @param gitRepo the address of the repository
 * @param entry the playbook's file in it
 */
@MappedEntity("stored_playbook")
public record StoredPlaybook(
    @Id @GeneratedValue @Nullable Long id,
    String name,
    String gitRepo,
    String entry,
    String who,
    Instant changedAt) {}
