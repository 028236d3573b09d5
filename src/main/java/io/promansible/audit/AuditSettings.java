package io.promansible.audit;

import io.promansible.settings.Section;
import java.time.Duration;

/**
 * The section {@code audit}.
 *
 * @param keep how long entries are kept
 */
public record AuditSettings(Duration keep) {
  public static AuditSettings read(Section section) {
    Duration keep = section.duration("keep", Duration.ofDays(730), Duration.ofDays(1));
    section.end();
    return new AuditSettings(keep);
  }
}
