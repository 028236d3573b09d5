package io.promansible.web;

import io.promansible.remediation.Remediation;
import java.time.Instant;
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
    UUID run,
    Instant startedAt,
    @Nullable Instant actedAt,
    @Nullable Instant finishedAt) {
  static RemediationView of(Remediation r) {
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
        r.runId(),
        r.startedAt(),
        r.actedAt(),
        r.finishedAt());
  }
}
