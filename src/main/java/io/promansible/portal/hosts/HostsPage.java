package io.promansible.portal.hosts;

import io.promansible.portal.When;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The list.
 *
 * @param query what somebody looks for
 * @param group the group that is shown; empty for all hosts
 * @param next the address of the next page; null on the last
 */
public record HostsPage(
    String query,
    String group,
    List<Group> groups,
    List<Row> rows,
    int total,
    String imported,
    @Nullable String trouble,
    @Nullable String next) {

  /** A group, and how deep it stands below all hosts. */
  public record Group(String name, int hosts, int depth) {}

  /** A host in the list. */
  public record Row(
      String name,
      String address,
      String groups,
      long firing,
      @Nullable String lease,
      When lastRun) {}
}
