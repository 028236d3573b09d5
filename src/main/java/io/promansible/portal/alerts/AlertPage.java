package io.promansible.portal.alerts;

import io.promansible.portal.Status;
import io.promansible.portal.When;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the page of an alert shows.
 *
 * @param says each handler's decision in one sentence
 * @param line what happened, in order
 * @param labels each with the address of the alerts that have it, too
 * @param links addresses that the alert brought along, with their words
 * @param episodes all episodes of it, the newest first
 * @param strip when it fired in the last thirty days
 * @param raw the notification that tells of it, as JSON
 * @param roles the roles that somebody could run by hand, each with the address of its form
 * @param closable whether the viewer may end it
 */
public record AlertPage(
    String id,
    String alertname,
    String host,
    Status status,
    String severity,
    String summary,
    When since,
    List<String> says,
    List<Event> line,
    List<Label> labels,
    Map<String, String> annotations,
    Map<String, String> links,
    List<Before> episodes,
    Strip strip,
    String raw,
    List<Waiting> waiting,
    Map<String, String> roles,
    boolean closable) {

  /**
   * Something that happened.
   *
   * @param kind the class of its colour
   * @param more another sentence; empty for none
   * @param href where it leads; null for nowhere
   * @param guards what each guard said
   */
  public record Event(
      When at, String kind, String text, String more, @Nullable String href, List<Guard> guards) {
    /** Something without guards. */
    static Event of(When at, String kind, String text, String more, @Nullable String href) {
      return new Event(at, kind, text, more, href, List.of());
    }
  }

  /** What a guard said. */
  public record Guard(String name, boolean held, String detail) {}

  /** A label. */
  public record Label(String name, String value, String href) {}

  /** An episode of the same alert. */
  public record Before(String id, boolean here, Status status, When began, String lasted) {}

  /**
   * When it fired, as bars.
   *
   * @param words the same for who does not see it
   */
  public record Strip(List<Bar> bars, String words) {}

  /** A bar: where it begins and how wide it is, in hours, and the class of its colour. */
  public record Bar(long at, long width, String kind) {}

  /** A remediation that waits for a person, and whether the viewer is one who may decide. */
  public record Waiting(
      String id,
      String handler,
      String host,
      List<String> roles,
      When expires,
      boolean decidable) {}
}
