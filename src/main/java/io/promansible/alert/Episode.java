package io.promansible.alert;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.promansible.label.Labels;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One alert from its first firing to resolved.
 *
 * @param alertId identity of the alert, see {@link Alert#identity}
 * @param startsNanos the earliest startsAt heard of, in nanoseconds since 1970: a database keeps
 *     microseconds only, and rounds
 * @param lastSeen when it was last reported firing
 * @param confirmed whether the configured Alertmanager was seen to have the alert
 * @param vanished why it is over although nobody saw its condition end; null where somebody did
 * @param toldAt when a notification last reported it; null where only polls did
 * @param openedNanos the startsAt of the firing alert that opened it, by which a repeat of that
 *     alert is known; null where a resolved one came first, or an earlier release wrote it
 */
@MappedEntity("episode")
public record Episode(
    @Id UUID id,
    String alertId,
    String source,
    String alertname,
    String labels,
    String annotations,
    String fingerprint,
    String generatorUrl,
    long startsNanos,
    EpisodeState state,
    Instant firstSeen,
    Instant lastSeen,
    @Nullable Instant resolvedAt,
    boolean confirmed,
    @Nullable String vanished,
    @Nullable Instant toldAt,
    @Nullable Long openedNanos) {

  /** A new episode, from the first alert that reports it. */
  public static Episode opened(UUID id, String source, Alert alert, Instant now) {
    boolean firing = alert.status() == AlertStatus.FIRING;
    return new Episode(
        id,
        alert.identity(source),
        source,
        alert.alertname(),
        LabelJson.write(alert.labels()),
        LabelJson.write(alert.annotations()),
        alert.fingerprint(),
        alert.generatorUrl(),
        // A resolved alert cannot start in the future, whatever the clock of its sender says.
        firing ? Nanos.of(alert.startsAt()) : Math.min(Nanos.of(alert.startsAt()), Nanos.of(now)),
        firing ? EpisodeState.FIRING : EpisodeState.RESOLVED,
        now,
        now,
        firing ? null : now,
        false,
        alert.vanished().orElse(null),
        null,
        firing ? Nanos.of(alert.startsAt()) : null);
  }

  /** This episode, reported firing once more; it keeps the earliest start. */
  public Episode heardAgain(Instant startsAt, Instant now) {
    long start = Math.min(startsNanos, Nanos.of(startsAt));
    return with(start, state, now, resolvedAt, vanished, toldAt);
  }

  /** This episode, resolved now. */
  public Episode resolved(Instant now) {
    return resolved(now, Optional.empty());
  }

  /** This episode, resolved now, with a reason if nobody saw its condition end. */
  public Episode resolved(Instant now, Optional<String> vanished) {
    long start = Math.min(startsNanos, Nanos.of(now));
    return with(start, EpisodeState.RESOLVED, lastSeen, now, vanished.orElse(null), toldAt);
  }

  /** This episode with another start. */
  Episode beganAt(Instant start) {
    return with(Nanos.of(start), state, lastSeen, resolvedAt, vanished, toldAt);
  }

  /** This episode, reported by a notification at this time. */
  public Episode toldAt(Instant at) {
    return with(startsNanos, state, lastSeen, resolvedAt, vanished, at);
  }

  /** This episode, ended because a later episode of the same alert began. */
  public Episode superseded(Instant now) {
    return with(startsNanos, EpisodeState.SUPERSEDED, lastSeen, now, null, toldAt);
  }

  private Episode with(
      long start,
      EpisodeState state,
      Instant lastSeen,
      @Nullable Instant resolvedAt,
      @Nullable String vanished,
      @Nullable Instant toldAt) {
    return new Episode(
        id,
        alertId,
        source,
        alertname,
        labels,
        annotations,
        fingerprint,
        generatorUrl,
        start,
        state,
        firstSeen,
        lastSeen,
        resolvedAt,
        confirmed,
        vanished,
        toldAt,
        openedNanos);
  }

  /** The startsAt of the firing alert that opened it, where it is known. */
  Optional<Instant> openedAt() {
    return Optional.ofNullable(openedNanos).map(Nanos::toInstant);
  }

  /** Whether this alert is the one that opened it. */
  public boolean openedBy(Alert alert) {
    return alert.status() == AlertStatus.FIRING
        && Objects.equals(openedNanos, Nanos.of(alert.startsAt()));
  }

  /** Whether the alert still fires, as far as Promansible knows. */
  public boolean firing() {
    return state == EpisodeState.FIRING;
  }

  /** When it began. */
  public Instant startsAt() {
    return Nanos.toInstant(startsNanos);
  }

  /** The labels as a value. */
  public Labels labelSet() {
    return LabelJson.read(labels);
  }

  /** The annotations as a value. */
  public Labels annotationSet() {
    return LabelJson.read(annotations);
  }
}
