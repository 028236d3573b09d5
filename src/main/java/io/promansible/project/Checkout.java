package io.promansible.project;

import java.nio.file.Path;

/**
 * A commit of a project as files.
 *
 * @param folder the project's folder in them, in which roles and playbooks lie
 * @param root the top of the repository
 */
public record Checkout(String project, String commit, Path root, Path folder) {
  private static final int SHORT = 10;

  /** The project and its commit, as a run keeps them: {@code infra@0123456789…}. */
  public String revision() {
    return project + "@" + commit;
  }

  /** The beginning of the commit, which people read. */
  public String shortCommit() {
    return commit.substring(0, Math.min(SHORT, commit.length()));
  }

  /**
   * The folder in a commit into which ansible-galaxy installs; what a repository has there goes.
   */
  static final String GALAXY = ".promansible-galaxy";

  /** Where the collections of its {@code requirements.yml} are installed. */
  public Path collections() {
    return root.resolve(GALAXY).resolve("collections");
  }

  /** Where the roles of its {@code requirements.yml} are installed. */
  public Path galaxyRoles() {
    return root.resolve(GALAXY).resolve("roles");
  }
}
