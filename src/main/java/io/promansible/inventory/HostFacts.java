package io.promansible.inventory;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;

/**
 * What Ansible found out about a host.
 *
 * @param facts as {@code ansible_facts} has them, JSON
 */
@MappedEntity("host_facts")
public record HostFacts(@Id String host, String facts, Instant gatheredAt) {}
