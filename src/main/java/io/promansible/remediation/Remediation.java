package io.promansible.remediation;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.promansible.alert.Episode;
import io.promansible.handler.Handler;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * All that is done about one episode by one handler.
 *
 * @param runId the latest run
 * @param actedAt when the run ended, from when on the alert has time to resolve
 * @param verifyWithin milliseconds, as the handler said when it began
 * @param verifyHold milliseconds
 * @param lookAt when the proof looks at it next
 * @param confirmed whether the configured Alertmanager has been seen to have the alert: only then
 *     does its absence there say anything
 */
@MappedEntity("remediation")
public record Remediation(
    @Id UUID id,
    UUID episodeId,
    String alertId,
    String alertname,
    String handler,
    String host,
    UUID runId,
    int attempts,
    RemediationState state,
    @Nullable RemediationOutcome outcome,
    String reason,
    Instant startedAt,
    @Nullable Instant actedAt,
    @Nullable Instant finishedAt,
    long verifyWithin,
    long verifyHold,
    @Nullable Instant lookAt,
    boolean confirmed) {

  static Remediation started(
      UUID id, Episode episode, Handler handler, String host, UUID runId, Instant now) {
    return new Remediation(
        id,
        episode.id(),
        episode.alertId(),
        episode.alertname(),
        handler.name(),
        host,
        runId,
        1,
        RemediationState.ACTING,
        null,
        "",
        now,
        null,
        null,
        handler.verify().within().toMillis(),
        handler.verify().hold().toMillis(),
        now,
        false);
  }

  /** When the alert must be resolved at the latest. */
  Instant deadline() {
    Instant from = actedAt == null ? startedAt : actedAt;
    return from.plus(Duration.ofMillis(verifyWithin));
  }

  /** How long it must stay resolved. */
  Duration hold() {
    return Duration.ofMillis(verifyHold);
  }
}
