package io.promansible.handler;

import io.promansible.settings.Section;
import java.time.Duration;

/** How long a handler leaves a host alone after a run; success and failure apart. */
public record Cooldown(Duration afterSuccess, Duration afterFailure) {
  static Cooldown read(Section section) {
    section.withoutEffect("after_success", "after_failure");
    Cooldown cooldown =
        new Cooldown(
            section.duration("after_success", Duration.ofHours(1)),
            section.duration("after_failure", Duration.ofMinutes(10)));
    section.end();
    return cooldown;
  }
}
