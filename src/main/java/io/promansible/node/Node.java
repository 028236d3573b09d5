package io.promansible.node;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A node among those of one database.
 *
 * @param seenAt when the node last said that it lives, by the clock of the database
 * @param identity the id in its data folder; null for a node of a version that had none
 */
@MappedEntity("node")
record Node(
    @Id String name,
    Instant seenAt,
    @io.micronaut.data.annotation.MappedProperty("id") @Nullable String identity) {}
