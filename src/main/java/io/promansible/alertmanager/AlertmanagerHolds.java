package io.promansible.alertmanager;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The alerts that were silenced, inhibited or muted when Alertmanager was last asked. Kept in
 * memory only, and for a short time: Alertmanager knows best.
 */
@Singleton
public final class AlertmanagerHolds {
  private static final Duration LEARNT_LASTS = Duration.ofMinutes(5);

  private record Told(Hold hold, Instant until) {}

  private final Clock clock;
  private volatile Map<String, Told> holds = new ConcurrentHashMap<>();

  public AlertmanagerHolds(Clock clock) {
    this.clock = clock;
  }

  /** What holds back an alert's notifications, if anything does. */
  public Optional<Hold> of(String alertId) {
    Instant now = clock.instant();
    return Optional.ofNullable(holds.get(alertId))
        .filter(told -> told.until().isAfter(now))
        .map(Told::hold);
  }

  /** Notes the hold of one alert; it counts for five minutes, or until the next {@link #now}. */
  public void learn(String alertId, Hold hold) {
    holds.put(alertId, new Told(hold, clock.instant().plus(LEARNT_LASTS)));
  }

  /**
   * Replaces all holds by those of a poll.
   *
   * @param until until when they count, if no poll comes before
   */
  public void now(Map<String, Hold> told, Instant until) {
    Map<String, Told> fresh = new ConcurrentHashMap<>();
    told.forEach((alert, hold) -> fresh.put(alert, new Told(hold, until)));
    holds = fresh;
  }
}
