package io.promansible.portal.handlers;

import io.promansible.portal.Status;
import io.promansible.portal.When;
import io.promansible.report.Overview.Did;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the page of a handler shows.
 *
 * @param settings what it does, each with its name
 * @param strip what it did in the last day; empty for who does not see all hosts
 * @param days how long it took to fix, day by day; empty like the strip
 * @param acts what it did last
 * @param spec its settings as YAML; empty for one of the file
 */
public record HandlerPage(
    Row row,
    Map<String, String> settings,
    List<Step> steps,
    List<Did> strip,
    List<Day> days,
    List<Act> acts,
    List<String> holds,
    String spec,
    boolean operable,
    boolean admin) {

  /**
   * A handler in the list.
   *
   * @param origin where it stands: the configuration, or the database
   * @param switched who switched its mode, and why; empty when it has its own
   * @param record what it did in thirty days; null for who does not see all hosts
   * @param fault why it is broken; null when it is not
   */
  public record Row(
      String name,
      String origin,
      List<String> matchers,
      List<String> roles,
      Status mode,
      String risk,
      String switched,
      @Nullable Counted record,
      @Nullable String fault) {}

  /** What a handler did in thirty days. */
  public record Counted(
      int wouldHaveRun,
      int runs,
      int fixed,
      int notFixed,
      int waiting,
      String share,
      String median,
      @Nullable String breaker) {}

  /** A step of the escalation. */
  public record Step(String roles, Status mode) {}

  /** A day: how long it took to fix, in percent of the longest day, and in words. */
  public record Day(int share, String words) {}

  /** A remediation. */
  public record Act(
      String alert,
      @Nullable String run,
      String alertname,
      String host,
      Status status,
      String why,
      When at) {}
}
