package io.promansible.portal.routines;

import io.promansible.portal.Status;
import io.promansible.portal.When;
import io.promansible.portal.runs.RunsPage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the page of a routine shows.
 *
 * @param operable whether the viewer may run, pause and resume it
 * @param changeable whether the viewer may change and remove it
 * @param spec its settings as YAML, as the API keeps them
 */
public record RoutinePage(
    Row row,
    String roles,
    String hosts,
    String misfire,
    String late,
    String overlap,
    String timeout,
    List<Next> next,
    List<RunsPage.Row> runs,
    boolean operable,
    boolean changeable,
    String spec) {

  /**
   * A routine in the list.
   *
   * @param words its cron in words
   * @param fault why it does not run; null when it does
   */
  public record Row(
      String name,
      String origin,
      String cron,
      String words,
      String zone,
      When next,
      @Nullable Status last,
      String lastRun,
      When succeeded,
      String paused,
      String note,
      int missed,
      @Nullable String fault) {}

  /** A time to come, in the routine's zone and for programs. */
  public record Next(String local, When at) {}
}
