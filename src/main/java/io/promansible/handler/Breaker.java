package io.promansible.handler;

import io.promansible.settings.Section;
import java.time.Duration;

/**
 * Stops a handler that does not help.
 *
 * @param failures in a row open it
 * @param open how long it stays open; then one attempt decides
 * @param hostFailures in a row on one host suspend it for that host
 * @param hostOpen how long
 */
public record Breaker(int failures, Duration open, int hostFailures, Duration hostOpen) {
  /** What is in force when nothing is said. */
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
