package io.promansible.api;

import io.promansible.handler.Handlers;
import io.promansible.http.Parameters;
import io.promansible.remediation.Remediation;
import io.promansible.remediation.RemediationRunRepository.Earlier;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A remediation as the API shows it.
 *
 * @param run the latest run; null before the first
 * @param runs all runs, in order
 */
record RemediationView(
    UUID id,
    UUID alert,
    String alertname,
    String handler,
    String host,
    @Nullable String state,
    @Nullable String outcome,
    int attempts,
    String reason,
    int step,
    List<String> roles,
    @Nullable String waitsFor,
    @Nullable Instant expiresAt,
    @Nullable String decidedBy,
    @Nullable UUID run,
    List<UUID> runs,
    Instant startedAt,
    @Nullable Instant actedAt,
    @Nullable Instant finishedAt) {
  /**
   * The view of one remediation.
   *
   * @param handlers give the roles of the step; there are none when the handler is gone
   * @param earlier runs of earlier steps, also of other remediations
   */
  static RemediationView of(Remediation r, Handlers handlers, List<Earlier> earlier) {
    return new RemediationView(
        r.id(),
        r.episodeId(),
        r.alertname(),
        r.handler(),
        r.host(),
        Parameters.shown(r.state()),
        Parameters.shown(r.outcome()),
        r.attempts(),
        r.reason(),
        r.step(),
        handlers
            .find(r.handler())
            .filter(h -> h.escalate().size() >= r.step())
            .map(h -> h.at(r.step()).roles())
            .orElse(List.of()),
        r.waitsFor(),
        r.expiresAt(),
        r.decidedBy(),
        r.runId(),
        Stream.concat(
                earlier.stream().filter(e -> e.remediationId().equals(r.id())).map(Earlier::runId),
                Stream.ofNullable(r.runId()))
            .distinct()
            .toList(),
        r.startedAt(),
        r.actedAt(),
        r.finishedAt());
  }
}
