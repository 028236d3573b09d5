package io.promansible.run;

import io.promansible.settings.Crons;
import io.promansible.settings.Section;
import java.time.Duration;

/**
 * Limits and times of runs: the section {@code runs}.
 *
 * @param concurrent how many plays go at once on this node, at most
 * @param forks Ansible's {@code --forks} of one run
 * @param timeout the timeout of a run whose handler has none
 * @param grace between TERM and KILL when a run is ended
 * @param drain how long a stop of the service waits for plays; others go on, and the next start
 *     adopts them
 * @param hostsMax how many hosts may join one run, at most
 * @param sliceHosts a run of more hosts is cut into slices, at most one per core and node
 * @param queueMax how many runs may wait; above it alerts get 503, so that Alertmanager keeps them
 * @param diskMin bytes that must be free on the data's disk: below it nothing is taken or started
 * @param logMax bytes of a run's output that are kept: its head and its tail
 * @param keep how long finished runs, alerts and remediations are remembered
 * @param forget when older ones are deleted: a cron in UTC
 */
public record RunSettings(
    int concurrent,
    int forks,
    Duration timeout,
    Duration grace,
    Duration drain,
    int hostsMax,
    int sliceHosts,
    int queueMax,
    long diskMin,
    long logMax,
    Duration keep,
    String forget) {
  /** The values of keys that the file does not have. */
  public static final RunSettings DEFAULTS =
      new RunSettings(
          4,
          50,
          Duration.ofMinutes(30),
          Duration.ofSeconds(10),
          Duration.ofSeconds(5),
          1000,
          // Measured on two cores: two slices of 100 hosts take 0.86 of the time of one play of
          // 200.
          200,
          10_000,
          200L << 20,
          4L << 20,
          Duration.ofDays(90),
          "17 3 * * *");

  /** The section {@code runs}. */
  public static RunSettings read(Section section) {
    RunSettings settings =
        new RunSettings(
            section.count("concurrent", DEFAULTS.concurrent, 1, 1000),
            section.count("forks", DEFAULTS.forks, 1, 1000),
            section.duration("timeout", DEFAULTS.timeout, Duration.ofSeconds(1)),
            section.duration("grace", DEFAULTS.grace, Duration.ofMillis(100)),
            section.duration("drain", DEFAULTS.drain, Duration.ZERO),
            section.count("hosts_max", DEFAULTS.hostsMax, 1, 100_000),
            section.count("slice_hosts", DEFAULTS.sliceHosts, 1, 100_000),
            section.count("queue_max", DEFAULTS.queueMax, 1, 10_000_000),
            section.bytes("disk_min", DEFAULTS.diskMin),
            section.bytes("log_max", DEFAULTS.logMax),
            section.duration("keep", DEFAULTS.keep, Duration.ofHours(1)),
            section.parsed("forget", section.text("forget", DEFAULTS.forget), Crons::checked));
    section.end();
    return settings;
  }
}
