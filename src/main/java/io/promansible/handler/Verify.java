package io.promansible.handler;

import io.promansible.settings.Section;
import java.time.Duration;

/**
 * When a remediation counts as proven.
 *
 * @param within the alert must be resolved this long after the run ended
 * @param hold and stay resolved this long
 */
public record Verify(Duration within, Duration hold) {
  /** What is in force when nothing is said. */
  public static final Verify DEFAULTS = new Verify(Duration.ofMinutes(5), Duration.ofMinutes(1));

  static Verify read(Section section, Verify defaults) {
    Verify verify =
        new Verify(
            section.duration("within", defaults.within, Duration.ofSeconds(1)),
            section.duration("hold", defaults.hold));
    section.end();
    return verify;
  }
}
