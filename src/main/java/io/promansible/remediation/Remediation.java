package io.promansible.remediation;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.promansible.alert.Episode;
import io.promansible.guard.Reason;
import io.promansible.handler.FaultKey;
import io.promansible.handler.Handler;
import io.promansible.handler.Handlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * All that is done about one episode by one handler.
 *
 * @param runId the latest run; none before the first
 * @param attempts how many runs were started for it
 * @param actedAt when the run ended; from then on the alert has time to resolve
 * @param verifyWithin milliseconds in which the alert must resolve, as the handler said at the
 *     start
 * @param verifyHold milliseconds for which the alert must stay resolved
 * @param lookAt when this remediation is looked at next
 * @param confirmed whether the configured Alertmanager has been seen to have the alert: only then
 *     does its absence there say anything
 * @param step of the handler's escalation that it is at, or waits for; 0 for the handler's own
 *     roles
 * @param depth how many runs on the host lie before it in a chain, see {@code limits.depth}
 * @param waitsFor the reason that holds the step back, while it waits
 * @param expiresAt when it stops waiting
 * @param decidedBy who approved the step it is at, or rejected it
 * @param fault the key of its {@link FaultKey}; null for a remediation of an earlier version
 */
@MappedEntity("remediation")
public record Remediation(
    @Id UUID id,
    UUID episodeId,
    String alertId,
    String alertname,
    String handler,
    String host,
    @Nullable UUID runId,
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
    boolean confirmed,
    int step,
    int depth,
    @Nullable String waitsFor,
    @Nullable Instant expiresAt,
    @Nullable String decidedBy,
    @Nullable String fault) {

  /** The handler as it is at this step; empty when the handler, or that step, is gone. */
  public Optional<Handler> handlerAtStep(Handlers handlers) {
    return handlers.find(handler).filter(h -> h.escalate().size() >= step).map(h -> h.at(step));
  }

  public static Remediation started(
      UUID id, Episode episode, Handler handler, String host, UUID runId, int depth, Instant now) {
    return of(id, episode, handler, host, runId, depth, null, null, now);
  }

  /** A remediation that waits for a person before anything is done. */
  public static Remediation waiting(
      UUID id,
      Episode episode,
      Handler handler,
      String host,
      int depth,
      Instant expiresAt,
      Instant now) {
    return of(id, episode, handler, host, null, depth, Reason.APPROVE.text(), expiresAt, now);
  }

  private static Remediation of(
      UUID id,
      Episode episode,
      Handler handler,
      String host,
      @Nullable UUID runId,
      int depth,
      @Nullable String waitsFor,
      @Nullable Instant expiresAt,
      Instant now) {
    return new Remediation(
        id,
        episode.id(),
        episode.alertId(),
        episode.alertname(),
        handler.name(),
        host,
        runId,
        runId == null ? 0 : 1,
        runId == null ? RemediationState.WAITING : RemediationState.ACTING,
        null,
        "",
        now,
        null,
        null,
        handler.verify().within().toMillis(),
        handler.verify().hold().toMillis(),
        now,
        false,
        0,
        depth,
        waitsFor,
        expiresAt,
        null,
        FaultKey.key(handler, episode.labelSet(), host));
  }

  /** When the alert must be resolved at the latest. */
  public Instant deadline() {
    Instant from = actedAt == null ? startedAt : actedAt;
    return from.plus(Duration.ofMillis(verifyWithin));
  }

  /** How long it must stay resolved. */
  public Duration hold() {
    return Duration.ofMillis(verifyHold);
  }
}
