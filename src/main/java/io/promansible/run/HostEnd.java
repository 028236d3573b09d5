package io.promansible.run;

import io.micronaut.core.annotation.Introspected;
import java.time.Instant;

/** When the last run of a handler on a host ended. */
@Introspected
public record HostEnd(String host, Instant endedAt) {}
