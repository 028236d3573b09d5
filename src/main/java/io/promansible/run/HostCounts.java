package io.promansible.run;

import io.micronaut.core.annotation.Introspected;
import java.util.UUID;

/**
 * How many hosts of a run ended how.
 *
 * @param hostsOk hosts that were reached and where no task failed
 * @param hostsFailed hosts where a task failed
 * @param hostsUnreachable hosts that became unreachable and where no task failed
 * @param hostsDropped hosts that were left out just before the start
 */
@Introspected
public record HostCounts(
    UUID runId, int hostsOk, int hostsFailed, int hostsUnreachable, int hostsDropped) {}
