package io.promansible.run;

import io.promansible.settings.Section;
import java.time.Duration;

/**
 * How runs are run.
 *
 * @param concurrent at most this many at once on this node
 * @param forks Ansible's forks of one run
 * @param timeout of a run whose handler does not say
 * @param grace between TERM and KILL when a run is ended
 * @param hostsMax hosts that one run absorbs at most
 * @param logMax bytes of a run's output that are kept: its head and its tail
 * @param keep how long finished runs, alerts and remediations are remembered
 */
public record RunSettings(
    int concurrent,
    int forks,
    Duration timeout,
    Duration grace,
    int hostsMax,
    long logMax,
    Duration keep) {
  /** What is in force when nothing is said. */
  public static final RunSettings DEFAULTS =
      new RunSettings(
          4,
          50,
          Duration.ofMinutes(30),
          Duration.ofSeconds(10),
          1000,
          4L << 20,
          Duration.ofDays(90));

  /** The section {@code runs}. */
  public static RunSettings read(Section section) {
    RunSettings settings =
        new RunSettings(
            section.count("concurrent", DEFAULTS.concurrent, 1, 1000),
            section.count("forks", DEFAULTS.forks, 1, 1000),
            section.duration("timeout", DEFAULTS.timeout, Duration.ofSeconds(1)),
            section.duration("grace", DEFAULTS.grace, Duration.ofMillis(100)),
            section.count("hosts_max", DEFAULTS.hostsMax, 1, 100_000),
            section.bytes("log_max", DEFAULTS.logMax),
            section.duration("keep", DEFAULTS.keep, Duration.ofHours(1)));
    section.end();
    return settings;
  }
}
