package io.promansible.playbook;

import io.promansible.fault.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All roles there are: the folders below {@code alert/roles} and {@code routine/roles}.
 *
 * <p>Each call reads the folders anew, so a new role is found at once. Only names from here ever
 * reach a play: Ansible itself would also run {@code ../../x}, {@code ~/x} or {@code $HOME/x}.
 */
public final class RoleCatalog {
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]*");

  private static final Logger LOG = LoggerFactory.getLogger(RoleCatalog.class);

  private final Path playbooks;
  private final Set<String> said = ConcurrentHashMap.newKeySet();

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

  /** The parameters that any role declares secret ({@code no_log}). */
  public Set<String> secretParameters() {
    return all().stream().flatMap(Role::secrets).collect(Collectors.toSet());
  }

  /** The names of the roles of one kind, sorted. */
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

  /** The folder {@code playbooks/}. */
  public Path playbooks() {
    return playbooks;
  }

  /** Folders beside the roles that cannot be used as roles, each with the reason. */
  public List<Finding> ignored() {
    List<Finding> ignored = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      Path shelf = shelf(kind);
      if (!Files.isDirectory(shelf)) {
        continue;
      }
      try (Stream<Path> folders = Files.list(shelf)) {
        folders
            .filter(folder -> Files.isDirectory(folder) || Files.isSymbolicLink(folder))
            .filter(folder -> !folder.getFileName().toString().startsWith("."))
            .sorted()
            .forEach(folder ->
                reason(kind, folder)
                    .ifPresent(why -> ignored.add(new Finding(folder.toString(), why))));
      } catch (IOException e) {
        ignored.add(new Finding(shelf.toString(), "cannot be read: " + e));
      }
    }
    return ignored;
  }

  private Optional<String> reason(Kind kind, Path folder) {
    String name = folder.getFileName().toString();
    if (folder(kind, name).isPresent()) {
      return Optional.empty();
    }
    if (!NAME.matcher(name).matches()) {
      return Optional.of(
          "is no role here: a name is of letters, digits and '_', and begins with a letter; call it "
              + name.replaceAll("[^A-Za-z0-9_]", "_"));
    }
    return Optional.of(
        Files.exists(folder)
            ? "is no role here: it is a link that leads out of the folder of roles; copy the role here"
            : "is no role here: it is a link to nothing");
  }

  /** Why there is no role of this name although a folder of a similar name is there. */
  public Optional<String> whyNot(String name) {
    String plain = name.replaceAll("[^A-Za-z0-9_]", "_");
    return ignored().stream()
        .filter(finding -> {
          String file = String.valueOf(Path.of(finding.where()).getFileName());
          return file.equals(name) || file.replaceAll("[^A-Za-z0-9_]", "_").equals(plain);
        })
        .findFirst()
        .map(Finding::toString);
  }

  /** The role of this name or alias. For routines and people, also among the roles of alerts. */
  public Optional<Role> find(Kind kind, String name) {
    Optional<Role> own = folder(kind, name).map(folder -> new RoleFiles(folder).read(kind));
    if (own.isPresent()) {
      return own;
    }
    Optional<Role> ofAlerts = kind == Kind.ALERT ? Optional.empty() : find(Kind.ALERT, name);
    return ofAlerts.or(() -> byAlias(kind, name));
  }

  /** The role that lists this name under {@code aliases}. */
  private Optional<Role> byAlias(Kind kind, String name) {
    if (!NAME.matcher(name).matches()) {
      return Optional.empty();
    }
    Optional<Role> found =
        names(kind).stream()
            .flatMap(other -> folder(kind, other).stream())
            .map(folder -> new RoleFiles(folder).read(kind))
            .filter(role -> role.meta().aliases().contains(name))
            .findFirst();
    if (found.isPresent() && said.add(name)) {
      LOG.warn("the role {} is called {} here; write that", name, found.get().name());
    }
    return found;
  }

  /** Whether there is a role of this very name; aliases do not count. */
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
