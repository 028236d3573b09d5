package io.promansible.handler;

import io.promansible.playbook.Risk;
import io.promansible.settings.Section;
import java.time.Duration;

/**
 * How long a handler leaves an alert alone after it has acted upon it; counted from the end of the
 * remediation.
 */
public record Cooldown(Duration afterSuccess, Duration afterFailure) {
  static Cooldown read(Section section, Risk risk) {
    Duration usual = risk == Risk.SAFE ? Duration.ofMinutes(10) : Duration.ofHours(1);
    Cooldown cooldown =
        new Cooldown(
            section.duration("after_success", usual), section.duration("after_failure", usual));
    section.end();
    return cooldown;
  }
}
