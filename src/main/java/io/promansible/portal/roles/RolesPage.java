package io.promansible.portal.roles;

import io.promansible.portal.Status;
import java.util.List;

/** The list. */
public record RolesPage(List<Row> rows, List<String> ignored) {

  /** A role in the list. */
  public record Row(
      String name,
      String kind,
      String description,
      String risk,
      Status status,
      List<Status> last,
      String share) {}
}
