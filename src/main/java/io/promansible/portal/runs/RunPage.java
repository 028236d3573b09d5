package io.promansible.portal.runs;

import io.promansible.portal.Status;
import io.promansible.portal.When;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the page of a run shows.
 *
 * @param roleNames its roles, each with what it is for
 * @param names its first hosts
 * @param changed what it changed, in words; empty for nothing, null where that is not known
 * @param owner the handler or routine that it is of, with its address; empty for none
 * @param commits the commits of projects that it used
 * @param fault what failed first, in Ansible's words; null when nothing did
 * @param vars the variables, secrets masked
 * @param held how many hosts it holds though it is over, as its play may go on
 * @param operable whether the viewer may cancel it and run it again
 * @param retryable whether it can be queued once more
 * @param command how to ask for it on a command line
 * @param curl how to ask for it by the API
 * @param body what its tab shows
 */
public record RunPage(
    String id,
    String roles,
    Map<String, String> roleNames,
    Status status,
    String why,
    String reason,
    boolean check,
    boolean finished,
    boolean cancelling,
    Times times,
    List<OfAlert> alerts,
    String hosts,
    int hostCount,
    List<String> names,
    @Nullable String changed,
    Map<String, String> owner,
    Map<String, String> commits,
    @Nullable Fault fault,
    Map<String, String> vars,
    int held,
    boolean operable,
    boolean retryable,
    String command,
    String curl,
    String again,
    Tab body) {

  /** When it was queued, began and ended. */
  public record Times(
      When queued, When started, When finished, String took, String usual, String node) {}

  /** An alert that it was for. */
  public record OfAlert(String id, String alertname, String host, Status status) {}

  /** The first task that failed. */
  public record Fault(String task, String host, String message) {}

  /** What a tab shows. */
  public sealed interface Tab permits RunLogTab, RunTasksTab, RunHostsTab, Text {
    /** How the address names the tab. */
    String name();
  }

  /** A text. */
  public record Text(String name, String text) implements Tab {}
}
