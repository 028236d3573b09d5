package io.promansible.portal.runs;

import io.promansible.portal.Status;
import java.util.List;
import java.util.Map;

/**
 * The tasks.
 *
 * @param cut whether there is more than is shown
 */
public record RunTasksTab(List<Task> tasks, boolean cut) implements RunPage.Tab {
  @Override
  public String name() {
    return "tasks";
  }

  /**
   * A task.
   *
   * @param counts how many hosts came out of it how
   * @param share how long it took, in percent of the longest
   */
  public record Task(
      int number,
      String name,
      String took,
      int share,
      Map<String, Integer> counts,
      List<Result> results) {
    /** Whether it failed anywhere. */
    public boolean bad() {
      return counts.containsKey("failed") || counts.containsKey("unreachable");
    }
  }

  /** How a host came out of a task. */
  public record Result(String host, Status status, String took, String message, String more) {}
}
