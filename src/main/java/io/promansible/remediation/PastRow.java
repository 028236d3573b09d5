package io.promansible.remediation;

import io.micronaut.core.annotation.Introspected;
import io.promansible.handler.Past;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a handler did before, as the database has it. */
@Introspected
record PastRow(
    String alertId,
    String host,
    Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable RemediationOutcome outcome,
    int attempts) {
  Past past() {
    return new Past(alertId, host, startedAt, Optional.ofNullable(finishedAt), result(), attempts);
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
