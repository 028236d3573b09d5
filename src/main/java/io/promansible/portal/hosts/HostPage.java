package io.promansible.portal.hosts;

import io.promansible.portal.Status;
import io.promansible.portal.When;
import io.promansible.portal.runs.RunsPage;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the page of a host shows.
 *
 * @param vars its variables as YAML, secrets masked
 * @param facts its plain facts, each in words
 */
public record HostPage(
    String name,
    String address,
    List<String> groups,
    List<String> aliases,
    String vars,
    Map<String, String> facts,
    When gathered,
    List<Alert> alerts,
    List<RunsPage.Row> runs,
    List<CheckOf> checks,
    @Nullable String lease) {

  /** An alert about it. */
  public record Alert(String id, String alertname, Status status, String summary, When since) {}

  /** How a check of it came out last. */
  public record CheckOf(String role, Status status, When at) {}
}
