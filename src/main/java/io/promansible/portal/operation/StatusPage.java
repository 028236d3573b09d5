package io.promansible.portal.operation;

import io.promansible.portal.Status;
import io.promansible.portal.When;
import java.util.List;
import java.util.Map;

/**
 * What the page of the service's own state shows.
 *
 * @param versions of what it stands on, each with its name
 * @param configuration in force, as YAML, secrets masked; empty for who is no admin
 * @param findings what the doctor said; empty before somebody called it
 */
public record StatusPage(
    boolean ready,
    List<CheckOf> checks,
    List<Node> nodes,
    Map<String, String> versions,
    String configuration,
    List<String> warnings,
    List<Finding> findings,
    boolean admin) {

  /** A check of the readiness. */
  public record CheckOf(String name, Status status, String detail) {}

  /**
   * A node.
   *
   * @param configured when its configuration was put in force first
   */
  public record Node(String name, Status status, When seen, When configured, long running) {}

  /** Something that the doctor said. */
  public record Finding(Status status, String subject, String text) {}
}
