package io.promansible.handler;

import io.promansible.settings.Section;
import java.time.Duration;

/**
 * Stops a handler that does not help.
 *
 * @param failures so many in a row open the breaker
 * @param open how long the breaker stays open; then one attempt decides
 * @param hostFailures so many in a row on one host open it for that host alone
 * @param hostOpen how long it stays open for that host
 */
public record Breaker(int failures, Duration open, int hostFailures, Duration hostOpen) {
  /** The settings where the file says nothing. */
  public static final Breaker DEFAULTS =
      new Breaker(3, Duration.ofMinutes(30), 2, Duration.ofHours(6));

  static Breaker read(Section section) {
    Breaker breaker =
        new Breaker(
            section.count("failures", DEFAULTS.failures, 1, 1000),
            section.duration("open", DEFAULTS.open),
            section.count("host_failures", DEFAULTS.hostFailures, 1, 1000),
            section.duration("host_open", DEFAULTS.hostOpen));
    section.end();
    return breaker;
  }
}
