package io.promansible.playbook;

import io.promansible.fault.Finding;
import io.promansible.fault.WorldFault;
import io.promansible.project.Checkout;
import io.promansible.project.Checkouts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All roles there are: the folders below {@code alert/roles} and {@code routine/roles}, those of
 * projects, and those of installed collections by their full names.
 *
 * <p>Each call reads the folders anew, so a new role is found at once.
 */
public final class RoleCatalog {
  private static final Logger LOG = LoggerFactory.getLogger(RoleCatalog.class);

  private final Path playbooks;
  private final Checkouts checkouts;
  private final CollectionRoles collections;
  private final Set<String> warnedAliases = ConcurrentHashMap.newKeySet();

  /** The folder {@code playbooks/}, without projects. */
  public RoleCatalog(Path playbooks) {
    this(playbooks, Checkouts.NONE);
  }

  /** The folder {@code playbooks/}, and the commits of projects that are in force. */
  public RoleCatalog(Path playbooks, Checkouts checkouts) {
    this.playbooks = playbooks;
    this.checkouts = checkouts;
    this.collections = new CollectionRoles(playbooks);
  }

  /**
   * This catalog with other commits in force.
   *
   * @param commits by project
   * @throws WorldFault when one of them cannot be had (any more)
   */
  public RoleCatalog at(Map<String, String> commits) {
    Checkouts other = checkouts;
    for (Map.Entry<String, String> one : commits.entrySet()) {
      other =
          other.with(
              checkouts
                  .obtain(one.getKey(), one.getValue())
                  .orElseThrow(() ->
                      new WorldFault(
                          "the commit %s of the project %s cannot be had any more; run it on the newest one"
                              .formatted(one.getValue(), one.getKey()))));
    }
    return new RoleCatalog(playbooks, other);
  }

  /** Every role, by kind and name. */
  public List<Role> all() {
    List<Role> roles = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      own(kind).names().forEach(name -> own(kind).find(name).ifPresent(roles::add));
    }
    for (Checkout checkout : checkouts.inForce()) {
      Set<String> seen = new HashSet<>();
      for (Kind kind : Kind.values()) {
        for (RoleShelf shelf : shelves(kind, checkout)) {
          for (String name : shelf.names()) {
            if (seen.add(name)) {
              shelf.find(bare(name)).ifPresent(roles::add);
            }
          }
        }
      }
    }
    return roles;
  }

  private static String bare(String name) {
    return name.substring(name.indexOf('/') + 1);
  }

  /** The parameters that any role declares secret ({@code no_log}). */
  public Set<String> secretParameters() {
    return all().stream().flatMap(Role::secrets).collect(Collectors.toSet());
  }

  /** The names of the roles of one kind, sorted; those of projects have the project's before. */
  public List<String> names(Kind kind) {
    return Stream.concat(
            own(kind).names().stream(),
            checkouts.inForce().stream()
                .flatMap(one -> shelves(kind, one).stream())
                .flatMap(shelf -> shelf.names().stream()))
        .distinct()
        .toList();
  }

  /** The folder {@code playbooks/}. */
  public Path playbooks() {
    return playbooks;
  }

  /** Folders beside the roles that cannot be used as roles, each with the reason. */
  public List<Finding> ignored() {
    return Stream.concat(
            Arrays.stream(Kind.values()).map(this::own),
            checkouts.inForce().stream()
                .flatMap(
                    one -> Arrays.stream(Kind.values()).map(kind -> shelves(kind, one).getFirst())))
        .flatMap(shelf -> shelf.ignored().stream())
        .toList();
  }

  /**
   * Why a name is not found: several projects have it, its project is not here, or a folder of a
   * similar name cannot be used.
   */
  public Optional<String> whyNot(String name) {
    List<String> projects =
        checkouts.inForce().stream()
            .filter(one ->
                Arrays.stream(Kind.values())
                    .flatMap(kind -> shelves(kind, one).stream())
                    .anyMatch(shelf -> shelf.folder(name).isPresent()))
            .map(one -> one.project() + "/" + name)
            .toList();
    if (projects.size() > 1) {
      return Optional.of("several projects have it; write " + String.join(" or ", projects));
    }
    String project = project(name);
    if (!project.isEmpty()
        && checkouts.inForce().stream().noneMatch(one -> one.project().equals(project))) {
      return Optional.of(
          "no commit of the project '%s' is here: it is not named under projects, or was not fetched yet"
              .formatted(project));
    }
    String plain = name.replaceAll("[^A-Za-z0-9_]", "_");
    return ignored().stream()
        .filter(finding -> {
          String file = String.valueOf(Path.of(finding.where()).getFileName());
          return file.equals(name) || file.replaceAll("[^A-Za-z0-9_]", "_").equals(plain);
        })
        .findFirst()
        .map(Finding::toString);
  }

  /**
   * The role of this name or alias: of this machine, of a collection, of a project. For routines
   * and people, also among the roles of alerts.
   */
  public Optional<Role> find(Kind kind, String name) {
    List<Kind> kinds = kind == Kind.ALERT ? List.of(kind) : List.of(kind, Kind.ALERT);
    return kinds.stream()
        .flatMap(one -> own(one).find(name).stream())
        .findFirst()
        .or(() -> kinds.stream().flatMap(one -> byAlias(one, name).stream()).findFirst())
        .or(() -> collections.find(kind, name, checkouts))
        .or(() -> kinds.stream().flatMap(one -> ofProjects(one, name).stream()).findFirst());
  }

  /** The role of a name with its project before it; without it, if one project only has it. */
  private Optional<Role> ofProjects(Kind kind, String name) {
    String project = project(name);
    List<Role> found =
        checkouts.inForce().stream()
            .filter(one -> project.isEmpty() || one.project().equals(project))
            .flatMap(one ->
                shelves(kind, one).stream()
                    .flatMap(shelf -> shelf.find(bare(name)).stream())
                    .limit(1))
            .toList();
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }

  private static String project(String name) {
    return name.contains("/") ? name.substring(0, name.indexOf('/')) : "";
  }

  /** The role that lists this name under {@code aliases}. */
  private Optional<Role> byAlias(Kind kind, String name) {
    if (!RoleShelf.NAME.matcher(name).matches()) {
      return Optional.empty();
    }
    Optional<Role> found =
        own(kind).names().stream()
            .flatMap(other -> own(kind).find(other).stream())
            .filter(role -> role.meta().aliases().contains(name))
            .findFirst();
    if (found.isPresent() && warnedAliases.add(name)) {
      LOG.warn("{} is an alias of the role {}; write the role's name", name, found.get().name());
    }
    return found;
  }

  /** Whether roles may come from projects. */
  public boolean hasProjects() {
    return !checkouts.inForce().isEmpty();
  }

  /** Whether there is a role of this very name; aliases do not count. */
  public boolean has(Kind kind, String name) {
    return own(kind).folder(name).isPresent()
        || (kind == Kind.ROUTINE && own(Kind.ALERT).folder(name).isPresent())
        || ofProjects(kind, name).isPresent();
  }

  /** The folders in which Ansible looks for roles; the run's own kind first. */
  public List<Path> shelves(Kind first) {
    List<Path> shelves = new ArrayList<>(List.of(own(first).folder()));
    for (Kind kind : Kind.values()) {
      if (kind != first) {
        shelves.add(own(kind).folder());
      }
    }
    return shelves;
  }

  /** The folders in which Ansible looks for roles of a project's commit. */
  public static List<Path> shelves(Checkout checkout, Kind first) {
    List<Path> shelves = new ArrayList<>();
    shelves(first, checkout).forEach(shelf -> shelves.add(shelf.folder()));
    Arrays.stream(Kind.values())
        .flatMap(kind -> shelves(kind, checkout).stream())
        .map(RoleShelf::folder)
        .filter(folder -> !shelves.contains(folder))
        .forEach(shelves::add);
    return shelves;
  }

  /** The folders in which Ansible looks for collections of a project's commit. */
  public static List<Path> collections(Checkout checkout) {
    return CollectionRoles.of(checkout);
  }

  private RoleShelf own(Kind kind) {
    return new RoleShelf(playbooks.resolve(kind.folder()).resolve("roles"), kind, Optional.empty());
  }

  /** The shelves of a project: laid out as ours, or as most repositories are, and by its galaxy. */
  private static List<RoleShelf> shelves(Kind kind, Checkout checkout) {
    return Stream.of(
            checkout.folder().resolve("playbooks").resolve(kind.folder()).resolve("roles"),
            checkout.folder().resolve("roles"),
            checkout.galaxyRoles())
        .map(folder -> new RoleShelf(folder, kind, Optional.of(checkout)))
        .toList();
  }
}
