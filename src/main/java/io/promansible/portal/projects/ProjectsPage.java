package io.promansible.portal.projects;

import io.promansible.portal.Status;
import io.promansible.portal.When;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the page of projects shows.
 *
 * @param faults what is wrong with what was filled in
 * @param typed what was filled in then
 */
public record ProjectsPage(List<Row> rows, List<String> faults, Map<String, String> typed) {
  /** What was typed into a field before it was refused. */
  public @Nullable String typed(String field) {
    return typed.get(field);
  }

  /**
   * A project.
   *
   * @param made whether people made it, and it is not one of the configuration
   * @param trouble why nothing newer is in force; empty when all is well
   * @param roles how many roles of it are in the catalog
   */
  public record Row(
      String name,
      boolean made,
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
