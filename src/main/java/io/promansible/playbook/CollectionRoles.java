package io.promansible.playbook;

import io.promansible.project.Checkout;
import io.promansible.project.Checkouts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Roles of installed collections, by their full names: {@code namespace.collection.role}. */
final class CollectionRoles {
  private static final Pattern NAME =
      Pattern.compile("([a-z_][a-z0-9_]*)\\.([a-z_][a-z0-9_]*)\\.([A-Za-z_][A-Za-z0-9_]*)");

  private final Path playbooks;

  CollectionRoles(Path playbooks) {
    this.playbooks = playbooks;
  }

  /** The folder in which collections lie beside our playbooks. */
  Path own() {
    return playbooks.resolve("collections");
  }

  /** The folders of collections that Ansible knows without being told, in its own order. */
  private static List<Path> known() {
    String told = System.getenv("ANSIBLE_COLLECTIONS_PATH");
    List<Path> paths = new ArrayList<>();
    for (String path :
        (told == null || told.isBlank()
                ? System.getProperty("user.home")
                    + "/.ansible/collections:/usr/share/ansible/collections"
                : told)
            .split(":", -1)) {
      paths.add(Path.of(path));
    }
    paths.add(Path.of("/usr/lib/python3/dist-packages"));
    return paths;
  }

  /**
   * The role of a full name: beside our playbooks, installed, or in the collections of a commit.
   */
  Optional<Role> find(Kind kind, String name, Checkouts checkouts) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Path inside =
        Path.of(
            "ansible_collections", matcher.group(1), matcher.group(2), "roles", matcher.group(3));
    List<Path> folders = new ArrayList<>(List.of(own()));
    folders.addAll(known());
    return folders.stream()
        .map(folder -> folder.resolve(inside))
        .filter(Files::isDirectory)
        .findFirst()
        .map(folder -> new RoleFiles(folder, name, Optional.empty()).read(kind))
        .or(() ->
            checkouts.inForce().stream()
                .flatMap(one ->
                    of(one).stream()
                        .map(folder -> folder.resolve(inside))
                        .filter(Files::isDirectory)
                        .map(folder -> new RoleFiles(folder, name, Optional.of(one)).read(kind)))
                .findFirst());
  }

  /** The folders of collections in a commit: those that it has, and those that it asks for. */
  static List<Path> of(Checkout checkout) {
    return List.of(checkout.folder().resolve("collections"), checkout.collections());
  }
}
