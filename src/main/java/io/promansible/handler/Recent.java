package io.promansible.handler;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The history that a decision may look at, as a value.
 *
 * @param alertId whose alert it is
 * @param firing whether the episode still fires
 * @param startsAt when it began
 * @param attempts how often this handler has acted upon this episode
 * @param episodes of this alert that began within the last hour, this one included
 * @param frozen who froze what, and why, if it holds for this handler and host
 * @param hostActed when a run of any handler on this host ended last
 * @param past what this handler did within the last day, the newest first
 * @param affected other hosts of alerts that this handler is concerned with now
 * @param groups those of the host
 */
public record Recent(
    Instant now,
    String alertId,
    boolean firing,
    Instant startsAt,
    int attempts,
    int episodes,
    Optional<String> frozen,
    Optional<Instant> hostActed,
    List<Past> past,
    int affected,
    List<Group> groups) {
  /**
   * A group.
   *
   * @param hosts how many it has
   * @param affected how many others of it this handler is concerned with now
   */
  public record Group(String name, int hosts, int affected) {}

  /** Copies. */
  public Recent {
    past = List.copyOf(past);
    groups = List.copyOf(groups);
  }
}
