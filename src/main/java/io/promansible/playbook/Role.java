package io.promansible.playbook;

import io.promansible.fault.Finding;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A role folder, as its own files describe it.
 *
 * @param alias {@code galaxy_info.role_name}, or the folder's name; its parameters begin with it
 * @param description of {@code meta/main.yml}, or the short description of its argument spec
 * @param readme the text of README.md; empty when there is none
 * @param described whether it has an argument spec
 * @param provided variables that its own defaults and vars give a value
 * @param arguments of the entry point {@code main}
 * @param runsOnce whether a task of it runs on one host for all ({@code run_once})
 * @param faults what is wrong with its files so that it must not run, each with its file
 * @param remarks what is worth mending, but does not stop it
 */
public record Role(
    String name,
    Kind kind,
    Path folder,
    String alias,
    String description,
    String readme,
    boolean described,
    Set<String> provided,
    List<Argument> arguments,
    RoleMeta meta,
    boolean runsOnce,
    List<Finding> faults,
    List<Finding> remarks) {
  public Role {
    provided = Set.copyOf(provided);
    arguments = List.copyOf(arguments);
    faults = List.copyOf(faults);
    remarks = List.copyOf(remarks);
  }

  /** One of its parameters. */
  public Optional<Argument> argument(String name) {
    return arguments.stream().filter(argument -> argument.name().equals(name)).findFirst();
  }

  /** Whether a variable is one of its parameters, or one that its own files use. */
  public boolean knows(String variable) {
    return provided.contains(variable) || argument(variable).isPresent();
  }

  /** Whether a variable of that name can only be meant for this role. */
  public boolean owns(String variable) {
    String lower = variable.toLowerCase(Locale.ROOT);
    return described
        && !provided.contains(variable)
        && (lower.startsWith(alias.toLowerCase(Locale.ROOT) + "_")
            || lower.startsWith(name.toLowerCase(Locale.ROOT) + "_"));
  }
}
