package io.promansible.remediation;

import io.micronaut.core.annotation.Introspected;
import io.promansible.guard.PastAction;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A remediation of a handler in the past, as the database has it. */
@Introspected
public record PastRow(
    String alertId,
    @Nullable String fault,
    String host,
    Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable RemediationOutcome outcome,
    int attempts,
    boolean stopped) {
  public PastAction past() {
    return new PastAction(
        alertId,
        fault == null ? alertId : fault,
        host,
        startedAt,
        Optional.ofNullable(finishedAt),
        result(),
        attempts);
  }

  private PastAction.Result result() {
    if (stopped && outcome != null) {
      return PastAction.Result.STOPPED;
    }
    return switch (outcome) {
      case null -> PastAction.Result.OPEN;
      case FIXED -> PastAction.Result.FIXED;
      case NOT_FIXED -> PastAction.Result.NOT_FIXED;
      case UNKNOWN -> PastAction.Result.UNKNOWN;
    };
  }
}
