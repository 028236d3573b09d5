package io.promansible.history;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which runs to list; whatever is null does not filter. */
public record RunFilter(
    @Nullable String state,
    @Nullable String outcome,
    @Nullable String role,
    @Nullable String host,
    @Nullable String handler,
    @Nullable String routine,
    @Nullable String cause,
    @Nullable Instant since,
    @Nullable Instant until,
    @Nullable UUID beforeId) {
  /** The runs of a routine. */
  public static RunFilter ofRoutine(String name) {
    return new RunFilter(null, null, null, null, null, name, null, null, null, null);
  }
}
