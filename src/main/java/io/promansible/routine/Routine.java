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
 * @param late how long after its time a missed run may still be made up for
 * @param jitter the longest random delay of a start, so that not all routines start at once
 * @param check whether Ansible runs in check mode
 * @param busy what happens to hosts that another run has
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
    /** No run. */
    SKIP,
    /** One run for all of them. */
    ONCE,
    /** A run for each of them. */
    ALL
  }

  /** What happens when the previous run of the routine has not ended. */
  public enum Overlap {
    SKIP,
    QUEUE
  }

  /** What happens to hosts that another run has. */
  public enum Busy {
    /** The run waits until all its hosts are free. */
    WAIT,
    /** The run leaves them out. */
    SKIP
  }

  public Routine {
    roles = List.copyOf(roles);
    // Not Map.copyOf: a variable may be null.
    vars = Collections.unmodifiableMap(new LinkedHashMap<>(vars));
  }
}
