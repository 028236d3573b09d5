package io.promansible.playbook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * All roles there are: the folders below {@code alert/roles} and {@code routine/roles}.
 *
 * <p>Read anew at each call, so a folder that is dropped in is there. Only names from here ever
 * reach a play: Ansible itself would also run {@code ../../x}, {@code ~/x} or {@code $HOME/x}.
 */
public final class RoleCatalog {
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]*");

  private final Path playbooks;

  /** The folder {@code playbooks/}. */
  public RoleCatalog(Path playbooks) {
    this.playbooks = playbooks;
  }

  /** Every role, by kind and name. */
  public List<Role> all() {
    List<Role> roles = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      for (String name : names(kind)) {
        folder(kind, name).map(folder -> new RoleFiles(folder).read(kind)).ifPresent(roles::add);
      }
    }
    return roles;
  }

  /** The names on one shelf, sorted. */
  public List<String> names(Kind kind) {
    Path shelf = shelf(kind);
    if (!Files.isDirectory(shelf)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(shelf)) {
      return folders
          .map(folder -> folder.getFileName().toString())
          .filter(name -> folder(kind, name).isPresent())
          .sorted()
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** One role, by its exact name. A routine, or a person, may run the roles of alerts too. */
  public Optional<Role> find(Kind kind, String name) {
    Optional<Role> own = folder(kind, name).map(folder -> new RoleFiles(folder).read(kind));
    return own.isPresent() || kind == Kind.ALERT ? own : find(Kind.ALERT, name);
  }

  /** Whether a role of that name is there. */
  public boolean has(Kind kind, String name) {
    return folder(kind, name).isPresent()
        || (kind == Kind.ROUTINE && folder(Kind.ALERT, name).isPresent());
  }

  /** The folders in which Ansible looks for roles; the run's own kind first. */
  public List<Path> shelves(Kind first) {
    List<Path> shelves = new ArrayList<>(List.of(shelf(first)));
    for (Kind kind : Kind.values()) {
      if (kind != first) {
        shelves.add(shelf(kind));
      }
    }
    return shelves;
  }

  private Path shelf(Kind kind) {
    return playbooks.resolve(kind.folder()).resolve("roles");
  }

  private Optional<Path> folder(Kind kind, String name) {
    Path shelf = shelf(kind);
    if (!NAME.matcher(name).matches() || !Files.isDirectory(shelf.resolve(name))) {
      return Optional.empty();
    }
    try {
      // A link that leads out of the shelf would let anyone who may link run anything.
      Path real = shelf.resolve(name).toRealPath();
      return real.startsWith(shelf.toRealPath()) ? Optional.of(real) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
