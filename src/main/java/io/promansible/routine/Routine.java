package io.promansible.routine;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Roles on a cron schedule.
 *
 * @param hosts a group, a host, or an Ansible pattern
 * @param late how long after its time a missed one is still made up for
 * @param jitter at most so long after its time it starts, so that not all routines start at once
 * @param check Ansible's check mode
 * @param busy what becomes of a host on which another run is on
 */
public record Routine(
    String name,
    Timetable timetable,
    String hosts,
    List<String> roles,
    Map<String, Object> vars,
    Misfire misfire,
    Duration late,
    Overlap overlap,
    Duration jitter,
    Duration timeout,
    boolean check,
    Busy busy) {
  /** What happens to times that passed while no service ran. */
  public enum Misfire {
    /** Nothing. */
    SKIP,
    /** One run for all of them. */
    ONCE,
    /** A run for each. */
    ALL
  }

  /** What happens when the run before still runs. */
  public enum Overlap {
    SKIP,
    QUEUE
  }

  /** What happens to hosts that another run has. */
  public enum Busy {
    /** The run waits until all are free. */
    WAIT,
    /** It leaves them out. */
    SKIP
  }

  public Routine {
    roles = List.copyOf(roles);
    // Not Map.copyOf: a variable may be null.
    vars = Collections.unmodifiableMap(new LinkedHashMap<>(vars));
  }
}
