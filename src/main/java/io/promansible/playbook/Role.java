package io.promansible.playbook;

import io.promansible.fault.Finding;
import io.promansible.project.Checkout;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A role folder, as its own files describe it.
 *
 * @param checkout the commit of a project that it is of; empty for one of ours
 * @param alias {@code galaxy_info.role_name}, or the folder's name; its parameters begin with it
 * @param description from {@code meta/main.yml}, or the short description of the argument spec
 * @param readme the text of README.md; empty when there is none
 * @param described whether it has an argument spec
 * @param provided variables with a value in its defaults or vars
 * @param arguments the parameters of the entry point {@code main}
 * @param tasks what its task files say before they run
 * @param faults why it must not run, each with its file
 * @param remarks faults that do not stop it
 */
public record Role(
    String name,
    Kind kind,
    Path folder,
    Optional<Checkout> checkout,
    String alias,
    String description,
    String readme,
    boolean described,
    Set<String> provided,
    List<Argument> arguments,
    RoleMeta meta,
    RoleTasks tasks,
    List<Finding> faults,
    List<Finding> remarks) {
  public Role {
    provided = Set.copyOf(provided);
    arguments = List.copyOf(arguments);
    faults = List.copyOf(faults);
    remarks = List.copyOf(remarks);
  }

  /** The parameter of this name. */
  public Optional<Argument> argument(String name) {
    return arguments.stream().filter(argument -> argument.name().equals(name)).findFirst();
  }

  /** The names of its secret parameters, at any depth. */
  public Stream<String> secrets() {
    return arguments.stream().flatMap(Argument::all).filter(Argument::secret).map(Argument::name);
  }

  /** Whether a variable is a parameter of the role, or set in its defaults or vars. */
  public boolean knows(String variable) {
    return provided.contains(variable) || argument(variable).isPresent();
  }

  /** Whether a variable can only be meant for this role, as it begins with its name or alias. */
  public boolean owns(String variable) {
    String lower = variable.toLowerCase(Locale.ROOT);
    return described
        && !provided.contains(variable)
        && (lower.startsWith(prefix(alias)) || lower.startsWith(prefix(name)));
  }

  /** What variables of a role begin with; a dash or a dot of its name cannot be in them. */
  private static String prefix(String name) {
    return name.substring(name.lastIndexOf('/') + 1)
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9_]", "_")
        + "_";
  }

  /** Whether it is of a collection; by its full name Ansible also finds what lies beside it. */
  boolean ofCollection() {
    return folder.toString().contains("/ansible_collections/");
  }
}
