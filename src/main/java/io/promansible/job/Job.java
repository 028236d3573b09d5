package io.promansible.job;

import io.micronaut.data.annotation.GeneratedValue;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a run of the cause JOB is about. */
@MappedEntity("job")
public record Job(
    @Id @GeneratedValue @Nullable Long id,
    UUID runId,
    String env,
    long playbookId,
    long inventoryId) {}
