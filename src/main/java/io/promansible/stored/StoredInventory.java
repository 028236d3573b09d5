package io.promansible.stored;

import io.micronaut.data.annotation.GeneratedValue;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An inventory that somebody stored; it is never changed.
 *
 * @param env the environment that it is of, such as {@code alpha}
 * @param hosts groups and hosts in the YAML of Ansible's inventories
 * @param vars by group: its variables, as YAML; may be empty
 */
@MappedEntity("stored_inventory")
public record StoredInventory(
    @Id @GeneratedValue @Nullable Long id,
    String name,
    String env,
    String version,
    String hosts,
    String vars,
    String who,
    Instant madeAt) {}
