package io.promansible.identity;

import io.promansible.settings.Section;
import java.time.Duration;

/**
 * How people log in: part of the section {@code access}.
 *
 * @param idle after so long without a request a session ends
 * @param whole after so long a session ends in any case
 * @param unheard after so long without a log-in the tokens of people from elsewhere stop
 */
public record IdentitySettings(Duration idle, Duration whole, Duration unheard) {
  /** The key {@code sessions}. */
  public static IdentitySettings read(Section access) {
    Section sessions = access.section("sessions");
    Duration idle = sessions.duration("idle", Duration.ofHours(12), Duration.ofMinutes(1));
    Duration whole = sessions.duration("whole", Duration.ofDays(7), Duration.ofMinutes(1));
    if (idle.compareTo(whole) > 0) {
      sessions.fault("idle", "is longer than 'whole', after which a session ends in any case");
    }
    Duration unheard = sessions.duration("unheard", Duration.ofDays(30), Duration.ofMinutes(1));
    sessions.end();
    return new IdentitySettings(idle, whole, unheard);
  }
}
