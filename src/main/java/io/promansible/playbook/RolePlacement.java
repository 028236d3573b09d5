package io.promansible.playbook;

import io.promansible.project.Checkout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How a play names its roles, and where Ansible finds them and what they need.
 *
 * @param names the roles, as the play names them
 * @param roles folders of roles, for what the roles include and depend on
 * @param collections further folders of collections
 */
public record RolePlacement(List<String> names, List<Path> roles, List<Path> collections) {
  /**
   * The placement of some roles.
   *
   * @param kind of the play
   * @param used in their order
   */
  public static RolePlacement of(RoleCatalog catalog, Kind kind, List<Role> used) {
    List<Checkout> commits =
        used.stream().flatMap(role -> role.checkout().stream()).distinct().toList();
    List<Path> ofCommits =
        commits.stream().flatMap(one -> RoleCatalog.shelves(one, kind).stream()).toList();
    boolean onlyProjects = used.stream().allMatch(role -> role.checkout().isPresent());
    List<Path> roles = new ArrayList<>(catalog.shelves(kind));
    // Roles of this machine never depend on a project's role of the same name.
    roles.addAll(onlyProjects ? 0 : roles.size(), ofCommits);
    return new RolePlacement(
        used.stream().map(role -> name(role, !commits.isEmpty())).toList(),
        roles,
        commits.stream().flatMap(one -> RoleCatalog.collections(one).stream()).toList());
  }

  /** By its folder where a role of the same name may lie elsewhere. */
  private static String name(Role role, boolean others) {
    return others && !role.ofCollection() ? role.folder().toString() : role.name();
  }
}
