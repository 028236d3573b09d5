package io.promansible.portal.roles;

import io.promansible.portal.runs.RunsPage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the page of a role shows.
 *
 * @param readme its README as HTML
 * @param usedBy handlers and routines that run it, each with its address
 * @param share how many of its last runs succeeded, in words
 * @param form null for who may run nothing
 */
public record RolePage(
    String name,
    String kind,
    String description,
    String risk,
    String readme,
    List<String> needs,
    List<String> faults,
    List<String> remarks,
    List<Used> usedBy,
    List<RunsPage.Row> runs,
    String share,
    @Nullable RoleForm form) {

  /** A handler or routine. */
  public record Used(String name, String href) {}
}
