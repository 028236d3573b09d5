package io.promansible.routine;

import java.time.ZoneId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Roles on a cron schedule.
 *
 * @param cron five fields, or a nickname such as {@code @daily}
 * @param hosts a group, a host, or an Ansible pattern
 */
public record Routine(
    String name,
    String cron,
    ZoneId timezone,
    String hosts,
    List<String> roles,
    Map<String, Object> vars,
    Misfire misfire,
    Overlap overlap) {
  /** What happens to times that passed while no service ran. */
  public enum Misfire {
    SKIP,
    ONCE,
    ALL
  }

  /** What happens when the run before still runs. */
  public enum Overlap {
    SKIP,
    QUEUE
  }

  /** Copies. */
  public Routine {
    roles = List.copyOf(roles);
    // Not Map.copyOf: a variable may be null.
    vars = Collections.unmodifiableMap(new LinkedHashMap<>(vars));
  }
}
