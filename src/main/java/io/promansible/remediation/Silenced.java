package io.promansible.remediation;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which alerts people silenced in Alertmanager, as it told when it was asked last. Not stored: it
 * is Alertmanager's to remember, and when it does not answer for long nobody knows.
 */
public final class Silenced {
  private record Told(String author, Instant until) {}

  private final Clock clock;
  private volatile Map<String, Told> authors = new ConcurrentHashMap<>();

  /** Nothing is silenced yet. */
  public Silenced(Clock clock) {
    this.clock = clock;
  }

  /** Who silenced an alert, if somebody did. */
  Optional<String> by(String alertId) {
    Instant now = clock.instant();
    return Optional.ofNullable(authors.get(alertId))
        .filter(told -> told.until().isAfter(now))
        .map(Told::author);
  }

  /** Alertmanager told of one alert; it counts until it is asked for all of them. */
  void learn(String alertId, String author) {
    authors.put(alertId, new Told(author, clock.instant().plusSeconds(300)));
  }

  /**
   * What Alertmanager tells now, author by alert.
   *
   * @param until it counts, unless it tells anew
   */
  void now(Map<String, String> told, Instant until) {
    Map<String, Told> fresh = new ConcurrentHashMap<>();
    told.forEach((alert, author) -> fresh.put(alert, new Told(author, until)));
    authors = fresh;
  }
}
