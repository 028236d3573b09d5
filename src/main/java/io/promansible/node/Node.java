package io.promansible.node;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.annotation.MappedProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A node among those of one database.
 *
 * @param seenAt when the node last said that it lives, by the clock of the database
 * @param identity the id in its data folder; null for a node of a version that had none
 * @param startedAt when it started last
 * @param advertise where other nodes ask it
 * @param publicKey by which others know what it asks them
 */
@MappedEntity("node")
record Node(
    @Id String name,
    Instant seenAt,
    @MappedProperty("id") @Nullable String identity,
    @Nullable Instant startedAt,
    @Nullable String advertise,
    @Nullable String publicKey) {}
