package io.promansible.portal.projects;

import io.promansible.portal.Status;
import io.promansible.portal.When;
import java.util.List;

/** What the page of projects shows. */
public record ProjectsPage(List<Row> rows) {
  /**
   * A project.
   *
   * @param trouble why nothing newer is in force; empty when all is well
   * @param roles how many roles of it are in the catalog
   */
  public record Row(
      String name,
      String url,
      String ref,
      Status status,
      String commit,
      String subject,
      When committed,
      When fetched,
      When looked,
      String trouble,
      int roles,
      String every,
      List<Told> log) {}

  /** What a look at the repository came to. */
  public record Told(When at, Status status, String text) {}
}
