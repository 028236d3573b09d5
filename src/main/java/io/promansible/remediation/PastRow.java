package io.promansible.remediation;

import io.micronaut.core.annotation.Introspected;
import io.promansible.guard.Past;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a handler did before, as the database has it. */
@Introspected
public record PastRow(
    String alertId,
    @Nullable String fault,
    String host,
    Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable RemediationOutcome outcome,
    int attempts) {
  public Past past() {
    return new Past(
        alertId,
        fault == null ? alertId : fault,
        host,
        startedAt,
        Optional.ofNullable(finishedAt),
        result(),
        attempts);
  }

  private Past.Result result() {
    return switch (outcome) {
      case null -> Past.Result.OPEN;
      case FIXED -> Past.Result.FIXED;
      case NOT_FIXED -> Past.Result.NOT_FIXED;
      case UNKNOWN -> Past.Result.UNKNOWN;
    };
  }
}
