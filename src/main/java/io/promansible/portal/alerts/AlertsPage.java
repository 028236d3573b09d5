package io.promansible.portal.alerts;

import io.promansible.portal.Status;
import io.promansible.portal.When;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the list of alerts shows.
 *
 * @param tab which alerts
 * @param filter the matchers that somebody typed
 * @param fault why the matchers cannot be read; null when they can
 * @param groups the alerts by name
 * @param older the address of the next page; null on the last
 */
public record AlertsPage(
    String tab,
    String filter,
    @Nullable String fault,
    List<Group> groups,
    List<Quarantined> quarantined,
    @Nullable String older) {
  /** The tabs, each with its word. */
  public static final List<Tab> TABS =
      List.of(
          new Tab("firing", "Firing"),
          new Tab("held", "Held back"),
          new Tab("unanswered", "Unanswered"),
          new Tab("resolved", "Resolved"),
          new Tab("all", "All"),
          new Tab("quarantined", "Quarantined"));

  /** Some of the alerts. */
  public record Tab(String name, String word) {}

  public AlertsPage {
    groups = List.copyOf(groups);
    quarantined = List.copyOf(quarantined);
  }

  /** The alerts of one name. */
  public record Group(String alertname, List<Row> rows) {
    public Group {
      rows = List.copyOf(rows);
    }
  }

  /**
   * An alert.
   *
   * @param host the host that handlers took it for, else its label instance
   * @param decisions what each handler decided, in words
   * @param acts what is done about it
   */
  public record Row(
      String id,
      Status status,
      String severity,
      String host,
      String summary,
      When since,
      List<String> decisions,
      List<Act> acts) {
    public Row {
      decisions = List.copyOf(decisions);
      acts = List.copyOf(acts);
    }
  }

  /** A remediation, with its run if there is one. */
  public record Act(Status status, String handler, @Nullable String run) {}

  /** An alert that could not be understood. */
  public record Quarantined(String source, String reason, String raw, When received) {}
}
