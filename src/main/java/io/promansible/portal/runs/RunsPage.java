package io.promansible.portal.runs;

import io.promansible.portal.Status;
import io.promansible.portal.When;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the list of runs shows.
 *
 * @param filters what is filtered by, as typed
 * @param older the address of the next page; null on the last
 */
public record RunsPage(Map<String, String> filters, List<Row> rows, @Nullable String older) {
  public RunsPage {
    rows = List.copyOf(rows);
  }

  /** The value of a filter; empty where there is none. */
  public String filter(String name) {
    return filters.getOrDefault(name, "");
  }

  /**
   * A run.
   *
   * @param why who or what wanted it
   * @param share how long it took, in percent of the longest on the page
   * @param usual how long such runs on the page take, in the same percent; 0 where unknown
   */
  public record Row(
      String id,
      Status status,
      String roles,
      boolean check,
      String why,
      String hosts,
      String reason,
      When queued,
      String took,
      int share,
      int usual) {}
}
