package io.promansible.portal.holds;

import io.promansible.portal.When;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the page of freezes and holds shows.
 *
 * @param others what freezes by the file FREEZE and by windows of the configuration
 * @param windows the times when something will be frozen
 */
public record HoldsPage(
    List<Freeze> freezes,
    List<String> others,
    List<Window> windows,
    List<Hold> holds,
    List<Allowed> allowed) {

  /** A freeze that somebody made. */
  public record Freeze(String scope, String who, String reason, When since, When until) {}

  /** A window to come. */
  public record Window(String name, String what, When next, String lasts) {}

  /**
   * An alert that is held back.
   *
   * @param permit what a person can do about it: hosts, breaker, or nothing
   */
  public record Hold(
      String alert,
      String handler,
      String host,
      String reason,
      String detail,
      When since,
      String permit) {}

  /** What somebody allowed beyond the limits. */
  public record Allowed(
      String handler, String what, String who, String reason, @Nullable When until) {}
}
