package io.promansible.web;

import io.promansible.handler.Handlers;
import io.promansible.remediation.Remediation;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A remediation as the API shows it. */
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
    Instant startedAt,
    @Nullable Instant actedAt,
    @Nullable Instant finishedAt) {
  /**
   * One of them.
   *
   * @param handlers to tell the roles of the step; none when the handler is gone
   */
  static RemediationView of(Remediation r, Handlers handlers) {
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
        r.startedAt(),
        r.actedAt(),
        r.finishedAt());
  }
}
