package io.promansible.remediation;

import io.micronaut.core.annotation.Introspected;
import org.jspecify.annotations.Nullable;

/** So many of a handler. */
@Introspected
public record CountRow(String handler, @Nullable String kind, long total) {}
