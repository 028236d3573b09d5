package io.promansible.remediation;

import io.micronaut.core.annotation.Introspected;
import java.time.Instant;

/** When a remediation began, and when its alert resolved. */
@Introspected
public record FixRow(String handler, Instant startedAt, Instant resolvedAt) {}
