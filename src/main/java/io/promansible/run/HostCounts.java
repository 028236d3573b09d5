package io.promansible.run;

import io.micronaut.core.annotation.Introspected;
import java.util.UUID;

/**
 * How many hosts of a run ended how.
 *
 * @param hostsOk reached, and nothing failed
 * @param hostsFailed a task failed
 * @param hostsUnreachable not reached, though nothing failed before
 * @param hostsDropped left out just before the start
 */
@Introspected
public record HostCounts(
    UUID runId, int hostsOk, int hostsFailed, int hostsUnreachable, int hostsDropped) {}
