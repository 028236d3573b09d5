package io.promansible.remediation;

import io.micronaut.core.annotation.Introspected;
import org.jspecify.annotations.Nullable;

/** How many remediations or decisions of one kind a handler has. */
@Introspected
public record CountRow(String handler, @Nullable String kind, long total) {}
