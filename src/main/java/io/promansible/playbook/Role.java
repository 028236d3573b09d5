package io.promansible.playbook;

import java.nio.file.Path;
import java.util.List;

/**
 * A role folder, as its own files describe it.
 *
 * @param description of {@code meta/main.yml}, or the short description of its argument spec
 * @param readme the text of README.md; empty when there is none
 * @param arguments of the entry point {@code main}; empty when it has no argument spec
 * @param faults what is wrong with its files, each with its file
 */
public record Role(
    String name,
    Kind kind,
    Path folder,
    String description,
    String readme,
    List<Argument> arguments,
    List<String> faults) {
  /** Copies. */
  public Role {
    arguments = List.copyOf(arguments);
    faults = List.copyOf(faults);
  }
}
