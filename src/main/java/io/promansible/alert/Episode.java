package io.promansible.alert;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.promansible.label.Labels;
import java.time.Instant;
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
 * @param confirmed whether the configured Alertmanager was seen to have it
 * @param vanished why it is over though its condition was not seen to end; null where it was
 * @param toldAt when a notification told of it last; null when only Alertmanager was asked
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
    @Nullable Instant toldAt) {

  /** A new one, from an alert that is the first of it. */
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
        // What is over has begun, whatever the clock of its sender says.
        firing ? Nanos.of(alert.startsAt()) : Math.min(Nanos.of(alert.startsAt()), Nanos.of(now)),
        firing ? EpisodeState.FIRING : EpisodeState.RESOLVED,
        now,
        now,
        firing ? null : now,
        false,
        alert.vanished().orElse(null),
        null);
  }

  /** Heard again, firing; the earliest start stays. */
  public Episode heardAgain(Instant startsAt, Instant now) {
    long start = Math.min(startsNanos, Nanos.of(startsAt));
    return with(start, state, now, resolvedAt, vanished);
  }

  /** Ended. */
  public Episode resolved(Instant now) {
    return resolved(now, Optional.empty());
  }

  /** Ended, and why, if its condition was not seen to end. */
  public Episode resolved(Instant now, Optional<String> vanished) {
    long start = Math.min(startsNanos, Nanos.of(now));
    return with(start, EpisodeState.RESOLVED, lastSeen, now, vanished.orElse(null));
  }

  /** The same, begun at another time. */
  Episode beganAt(Instant start) {
    return with(Nanos.of(start), state, lastSeen, resolvedAt, vanished);
  }

  /** Told of by a notification. */
  public Episode toldAt(Instant at) {
    return new Episode(
        id,
        alertId,
        source,
        alertname,
        labels,
        annotations,
        fingerprint,
        generatorUrl,
        startsNanos,
        state,
        firstSeen,
        lastSeen,
        resolvedAt,
        confirmed,
        vanished,
        at);
  }

  /** Overtaken by a later one. */
  public Episode superseded(Instant now) {
    return with(startsNanos, EpisodeState.SUPERSEDED, lastSeen, now, null);
  }

  private Episode with(
      long start,
      EpisodeState state,
      Instant lastSeen,
      @Nullable Instant resolvedAt,
      @Nullable String vanished) {
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
        toldAt);
  }

  /** Still firing as far as we know. */
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
