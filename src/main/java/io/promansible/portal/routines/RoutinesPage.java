package io.promansible.portal.routines;

import java.util.List;

/** The list. */
public record RoutinesPage(List<RoutinePage.Row> rows, List<Day> plan, boolean admin) {

  /** A day of the plan. */
  public record Day(String day, List<String> times) {}
}
