package io.promansible.identity;

import io.promansible.settings.Section;
import java.time.Duration;

/**
 * How people log in: part of the section {@code access}.
 *
 * @param idle after so long without a request a session ends
 * @param whole after so long a session ends in any case
 */
public record IdentitySettings(Duration idle, Duration whole) {
  /** The key {@code sessions}. */
  public static IdentitySettings read(Section access) {
    Section sessions = access.section("sessions");
    Duration idle = sessions.duration("idle", Duration.ofHours(12), Duration.ofMinutes(1));
    Duration whole = sessions.duration("whole", Duration.ofDays(7), Duration.ofMinutes(1));
    if (idle.compareTo(whole) > 0) {
      sessions.fault("idle", "is longer than 'whole', after which a session ends in any case");
    }
    sessions.end();
    return new IdentitySettings(idle, whole);
  }
}
