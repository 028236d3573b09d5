package io.promansible.playbook;

import io.promansible.fault.Finding;
import io.promansible.project.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder of roles: one of our own, or one of a project's commit.
 *
 * <p>Only names from here ever reach a play: Ansible itself would also run {@code ../../x}, {@code
 * ~/x} or {@code $HOME/x}.
 */
record RoleShelf(Path folder, Kind kind, Optional<Checkout> checkout) {
  // Ansible Galaxy's names have dashes and dots, too.
  static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,127}");

  /** The names of its roles, sorted; those of a project have its name before them. */
  List<String> names() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(folder)) {
      return folders
          .map(path -> path.getFileName().toString())
          .filter(name -> folder(name).isPresent())
          .map(this::full)
          .sorted()
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private String full(String name) {
    return checkout.map(one -> one.project() + "/" + name).orElse(name);
  }

  /** The role of a name, without the project's name before it. */
  Optional<Role> find(String name) {
    return folder(name).map(path -> new RoleFiles(path, full(name), checkout).read(kind));
  }

  /** The folder of a role. */
  Optional<Path> folder(String name) {
    if (!NAME.matcher(name).matches() || !Files.isDirectory(folder.resolve(name))) {
      return Optional.empty();
    }
    try {
      // A link that leads out would let anyone who may link run anything.
      Path real = folder.resolve(name).toRealPath();
      Path within = checkout.map(Checkout::root).orElse(folder).toRealPath();
      return real.startsWith(within) ? Optional.of(real) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Folders beside the roles that cannot be used as roles, each with the reason. */
  List<Finding> ignored() {
    List<Finding> ignored = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      return ignored;
    }
    try (Stream<Path> folders = Files.list(folder)) {
      folders
          .filter(path -> Files.isDirectory(path) || Files.isSymbolicLink(path))
          .filter(path -> !path.getFileName().toString().startsWith("."))
          .sorted()
          .forEach(path ->
              reason(path).ifPresent(why -> ignored.add(new Finding(path.toString(), why))));
    } catch (IOException e) {
      ignored.add(new Finding(folder.toString(), "cannot be read: " + e));
    }
    return ignored;
  }

  private Optional<String> reason(Path path) {
    String name = path.getFileName().toString();
    if (folder(name).isPresent()) {
      return Optional.empty();
    }
    if (!NAME.matcher(name).matches()) {
      return Optional.of(
          "is no role here: a name is of letters, digits, '_', '-' and '.', and begins with a letter; call it "
              + name.replaceAll("[^A-Za-z0-9_.-]", "_"));
    }
    return Optional.of(
        Files.exists(path)
            ? "is no role here: it is a link that leads out of the folder of roles, or of the repository; copy the role here"
            : "is no role here: it is a link to nothing");
  }
}
