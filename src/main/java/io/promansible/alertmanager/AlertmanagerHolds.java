package io.promansible.alertmanager;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which alerts Alertmanager notifies nobody about, as it told when it was asked last. Not stored:
 * it is Alertmanager's to remember, and when it does not answer for long nobody knows.
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

  /** Why nobody is notified about an alert, if that is so. */
  public Optional<Hold> of(String alertId) {
    Instant now = clock.instant();
    return Optional.ofNullable(holds.get(alertId))
        .filter(told -> told.until().isAfter(now))
        .map(Told::hold);
  }

  /** Alertmanager told of one alert; it counts until it is asked for all of them. */
  public void learn(String alertId, Hold hold) {
    holds.put(alertId, new Told(hold, clock.instant().plus(LEARNT_LASTS)));
  }

  /**
   * What Alertmanager tells now, hold by alert.
   *
   * @param until it counts, unless it tells anew
   */
  public void now(Map<String, Hold> told, Instant until) {
    Map<String, Told> fresh = new ConcurrentHashMap<>();
    told.forEach((alert, hold) -> fresh.put(alert, new Told(hold, until)));
    holds = fresh;
  }
}
