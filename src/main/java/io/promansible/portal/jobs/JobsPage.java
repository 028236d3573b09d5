package io.promansible.portal.jobs;

import io.promansible.portal.Status;
import io.promansible.portal.When;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the page of jobs shows.
 *
 * @param ask what a job would do; null before somebody asked
 * @param faults what is wrong with what was filled in
 */
public record JobsPage(
    List<Row> jobs,
    List<Playbook> playbooks,
    List<Stored> inventories,
    List<Group> apps,
    @Nullable Ask ask,
    List<String> faults) {

  /** A job. */
  public record Row(
      String run, Status status, String playbook, String inventory, String why, When when) {}

  /** A playbook. */
  public record Playbook(long id, String name, String gitRepo, String entry) {}

  /** A stored inventory. */
  public record Stored(long id, String name, String env, String version, When made) {
    /** All of its names. */
    public String text() {
      return name + " " + version + ", " + env;
    }
  }

  /** An app with the names of what belongs to it. */
  public record Group(long id, String appid, List<String> playbooks, List<String> inventories) {}

  /** What a job would do. */
  public record Ask(
      long playbook,
      String playbookName,
      long inventory,
      String inventoryName,
      List<String> hosts) {}
}
