package io.promansible.config;

import io.promansible.project.Checkout;
import java.util.Optional;

/**
 * What a configuration is read with in place of what is in force.
 *
 * @param commit another commit of a project
 * @param projects the text of another {@link StoredProjectsFile}
 */
public record Tried(Optional<Checkout> commit, Optional<String> projects) {
  /** Nothing else than what is in force. */
  public static final Tried NOTHING = new Tried(Optional.empty(), Optional.empty());

  /** Another commit. */
  public static Tried with(Checkout commit) {
    return new Tried(Optional.of(commit), Optional.empty());
  }

  /** Other projects that people made. */
  static Tried withProjects(String text) {
    return new Tried(Optional.empty(), Optional.of(text));
  }
}
