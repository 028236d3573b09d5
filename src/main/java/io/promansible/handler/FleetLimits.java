package io.promansible.handler;

import io.promansible.settings.Section;
import java.time.Duration;

/**
 * The limits over all handlers together.
 *
 * @param perHour at most this many starts of all handlers in an hour
 * @param alerting disruptive handlers are held while more than this share of the inventory's hosts
 *     alert, though three hosts always may: then the monitoring itself may be at fault
 * @param watchdog the alert that always fires; disruptive handlers are held while it is missing
 * @param watchdogWithin the watchdog is missing if it was heard before, but not for this long; with
 *     0 it never is
 * @param depth an alert that a run on the same host may have caused is acted upon up to this many
 *     links of such a chain
 * @param approval how long a remediation waits for a person
 */
public record FleetLimits(
    int perHour,
    double alerting,
    String watchdog,
    Duration watchdogWithin,
    int depth,
    Duration approval) {
  /** The settings where the file says nothing. */
  public static final FleetLimits DEFAULTS =
      new FleetLimits(200, 0.3, "Watchdog", Duration.ofMinutes(15), 2, Duration.ofHours(4));

  private static final int MANY = 1_000_000;

  /** The section {@code limits}. */
  public static FleetLimits read(Section section) {
    FleetLimits overall =
        new FleetLimits(
            section.count("per_hour", DEFAULTS.perHour, 1, MANY),
            section.share("alerting", DEFAULTS.alerting),
            section.text("watchdog", DEFAULTS.watchdog),
            section.duration("watchdog_within", DEFAULTS.watchdogWithin),
            section.count("depth", DEFAULTS.depth, 0, 100),
            section.duration("approval", DEFAULTS.approval, Duration.ofSeconds(1)));
    section.end();
    return overall;
  }

  /** How many hosts may alert at once before disruptive handlers are held. */
  public int hostsOf(int inventory) {
    return Math.max(Limits.HOSTS_ALWAYS, (int) Math.ceil(alerting * inventory));
  }
}
