package io.promansible.handler;

import io.promansible.playbook.Risk;
import io.promansible.settings.Section;
import java.time.Duration;

/**
 * How far a handler may go.
 *
 * @param hosts at most this many at once
 * @param share at most this share of a group, though three hosts always may
 * @param perHour at most this many starts in an hour
 * @param flaps an alert that began this often within an hour is left to people
 * @param recurrence an alert that was fixed this often within a day is left to people
 * @param stale an alert that began longer ago than this is left to people
 */
public record Limits(
    int hosts, double share, int perHour, int flaps, int recurrence, Duration stale) {
  /** So many hosts are always allowed, as a share of a small group would forbid everything. */
  public static final int HOSTS_ALWAYS = 3;

  private static final int MANY = 1_000_000;

  static Limits read(Section section, Risk risk) {
    Limits limits =
        new Limits(
            section.count("hosts", 10, 1, MANY),
            section.share("share", 0.2),
            section.count("per_hour", risk == Risk.SAFE ? 30 : 10, 1, MANY),
            section.count("flaps", 5, 2, MANY),
            section.count("recurrence", 3, 1, MANY),
            section.duration("stale", Duration.ofDays(1), Duration.ofMinutes(1)));
    section.end();
    return limits;
  }

  /** How many hosts of a group may be concerned at once. */
  public int hostsOf(int group) {
    return Math.max(HOSTS_ALWAYS, (int) Math.ceil(share * group));
  }
}
