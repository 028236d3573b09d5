package io.promansible.run;

import io.micronaut.core.annotation.Introspected;
import org.jspecify.annotations.Nullable;

/** One event of a run as it is stored; {@code event} is the JSON line of the callback plugin. */
@Introspected
public record StoredEvent(int seq, String kind, @Nullable String host, String event) {}
