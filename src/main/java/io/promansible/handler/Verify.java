package io.promansible.handler;

import io.promansible.settings.Section;
import java.time.Duration;
import java.util.Optional;

/**
 * When a remediation counts as proven.
 *
 * @param within the alert must be resolved this long after the run ended
 * @param hold and stay resolved this long
 * @param confirm a PromQL query that must have a result then; where its series carry the target
 *     label, one of them must name the alert's. An alert also resolves when its series vanish.
 */
public record Verify(Duration within, Duration hold, Optional<String> confirm) {
  /** The settings where the file says nothing. */
  public static final Verify DEFAULTS = new Verify(Duration.ofMinutes(5), Duration.ofMinutes(1));

  public Verify(Duration within, Duration hold) {
    this(within, hold, Optional.empty());
  }

  static Verify read(Section section, Verify defaults) {
    Verify verify =
        new Verify(
            section.duration("within", defaults.within, Duration.ofSeconds(1)),
            section.duration("hold", defaults.hold),
            section.text("confirm"));
    section.end();
    return verify;
  }
}
