package io.promansible.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * What one alert does to the episodes of its identity; a pure function of values.
 *
 * <p>Alertmanager promises neither order nor uniqueness: a resolved alert may come first, twice, or
 * for an earlier episode; with two Prometheus servers startsAt moves earlier within one episode. So
 * the same or an earlier start belongs to the same episode, and a later start opens a new one.
 */
public sealed interface EpisodeStep {
  /** The episode to store. */
  Episode episode();

  /** The same step with a more complete episode. */
  default EpisodeStep with(Episode known) {
    return switch (this) {
      case Opened(Episode old, Optional<Episode> before) -> new Opened(known, before);
      case Continued(Episode old) -> new Continued(known);
      case Ended(Episode old) -> new Ended(known);
      case Late(Episode old) -> new Late(known);
    };
  }

  /** A new episode; the one before it, if it still fired, is superseded. */
  record Opened(Episode episode, Optional<Episode> before) implements EpisodeStep {}

  /** The known episode fires on; the alert reports it once more. */
  record Continued(Episode episode) implements EpisodeStep {}

  /** The episode has ended. */
  record Ended(Episode episode) implements EpisodeStep {}

  /** Nothing to do: the episode is over, or was never seen firing. */
  record Late(Episode episode) implements EpisodeStep {}

  /**
   * Decides what this alert does.
   *
   * @param latest the newest episode of this identity, if there is one
   * @param earlier the start of the episode before the newest, in nanoseconds; a firing alert that
   *     starts then or before is of that one
   * @param fresh the id for a new episode, if one opens
   * @param late how long after the resolve a firing alert with the old start counts as a late
   *     delivery
   */
  static EpisodeStep of(
      Optional<Episode> latest,
      OptionalLong earlier,
      UUID fresh,
      String source,
      Alert alert,
      Duration late,
      Instant now) {
    boolean firing = alert.status() == AlertStatus.FIRING;
    if (latest.isEmpty()) {
      // A resolved alert is stored even if its firing never came, so that a late firing is
      // recognised as over.
      Episode first = Episode.opened(fresh, source, alert, now);
      return firing ? new Opened(first, Optional.empty()) : new Late(first);
    }
    Episode known = latest.get();
    if (firing) {
      boolean ofTheOneBefore =
          earlier.isPresent() && Nanos.of(alert.startsAt()) <= earlier.getAsLong();
      return ofFiring(
          known, ofTheOneBefore, alert, Episode.opened(fresh, source, alert, now), late);
    }
    // Alertmanager merges starts, so a start may have moved back. A resolved alert belongs to an
    // earlier episode only if it ended before this one began.
    Instant last = alert.endsAt().filter(e -> e.isAfter(alert.startsAt())).orElse(alert.startsAt());
    boolean ofThisOne = Nanos.of(last) >= known.startsNanos();
    return known.firing() && ofThisOne
        ? new Ended(known.resolved(now, alert.vanished()))
        : new Late(known);
  }

  private static EpisodeStep ofFiring(
      Episode known, boolean ofTheOneBefore, Alert alert, Episode opened, Duration late) {
    Instant now = opened.firstSeen();
    // Compares milliseconds: Alertmanager's API has no finer times, while its webhook has.
    if (alert.startsAt().toEpochMilli() > known.startsAt().toEpochMilli()) {
      return new Opened(
          opened, known.firing() ? Optional.of(known.superseded(now)) : Optional.empty());
    }
    if (firesAgain(known, late, now)) {
      // Alertmanager resolved it while Prometheus did not reach it, and now sends the old start.
      return new Opened(opened.beganAt(now), Optional.empty());
    }
    return known.firing() && !ofTheOneBefore
        ? new Continued(known.heardAgain(alert.startsAt(), now))
        : new Late(known);
  }

  /**
   * Whether a firing alert of a resolved episode fires again, rather than being a late delivery.
   */
  static boolean firesAgain(Episode known, Duration late, Instant now) {
    Instant over = known.resolvedAt();
    return known.state() == EpisodeState.RESOLVED && over != null && !over.plus(late).isAfter(now);
  }
}
