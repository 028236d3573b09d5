package io.promansible.report;

import io.promansible.decision.Decider;
import io.promansible.decision.DecisionSources;
import io.promansible.handler.Handler;
import io.promansible.remediation.CountRow;
import io.promansible.remediation.FixRow;
import io.promansible.remediation.RemediationOutcome;
import io.promansible.remediation.RemediationState;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The record of every handler over the last thirty days. */
@Singleton
public final class HandlerRecords {
  private static final Duration SPAN = Duration.ofDays(30);
  private static final int TIMES_MAX = 10_000;

  private final DecisionSources sources;
  private final Clock clock;

  public HandlerRecords(DecisionSources sources, Clock clock) {
    this.sources = sources;
    this.clock = clock;
  }

  /** The record of each handler, by its name. */
  public Map<String, HandlerRecord> all() {
    Instant now = clock.instant();
    Instant since = now.minus(SPAN);
    List<CountRow> ended = sources.counts().counts(since);
    List<CountRow> observed = sources.decisions().observed(since);
    List<FixRow> fixes = sources.counts().fixes(since, TIMES_MAX);
    Decider decider = sources.deciderAt(now);
    Map<String, HandlerRecord> records = new HashMap<>();
    for (Handler handler : sources.handlers().get().all()) {
      String name = handler.name();
      List<Duration> times =
          fixes.stream()
              .filter(fix -> fix.handler().equals(name))
              .map(fix -> Duration.between(fix.startedAt(), fix.resolvedAt()))
              .toList();
      records.put(
          name,
          new HandlerRecord(
              since,
              sum(observed, name, Optional.empty()),
              sum(ended, name, Optional.empty())
                  - sum(ended, name, Optional.of(RemediationState.WAITING.name())),
              sum(ended, name, Optional.of(RemediationOutcome.FIXED.name())),
              sum(ended, name, Optional.of(RemediationOutcome.NOT_FIXED.name())),
              sum(ended, name, Optional.of(RemediationOutcome.UNKNOWN.name())),
              sum(ended, name, Optional.of(RemediationState.WAITING.name())),
              HandlerRecord.median(times),
              decider.breaker(handler)));
    }
    return records;
  }

  private static int sum(List<CountRow> rows, String handler, Optional<String> kind) {
    return (int)
        rows.stream()
            .filter(row -> row.handler().equals(handler))
            .filter(row -> kind.isEmpty() || kind.get().equals(row.kind()))
            .mapToLong(CountRow::total)
            .sum();
  }
}
