package io.promansible.project;

import io.promansible.fault.WorldFault;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Fetches commits of a project, each by itself: nothing of an earlier fetch can break a later one.
 */
final class GitFetch {
  private final ProjectSettings project;
  private final CommitFolders folders;

  GitFetch(ProjectSettings project, CommitFolders folders) {
    this.project = project;
    this.folders = folders;
  }

  /** A commit that was fetched. */
  record Fetched(Checkout checkout, String subject, Instant committedAt) {}

  /**
   * The commit that the repository has now for the ref.
   *
   * @throws WorldFault when it cannot be reached, or has no such ref
   */
  String newest() {
    if (GitAddress.isCommit(project.ref())) {
      return project.ref();
    }
    String out = git(folders.make(), GitCommand.PROTOCOLS, lsRemote());
    // What a tag points at stands behind the tag itself, with ^{} at its end.
    List<String> lines = out.lines().toList();
    for (String wanted : wanted()) {
      Optional<String> found =
          lines.stream()
              .filter(line -> line.endsWith("\t" + wanted))
              .map(line -> line.split("\t", 2)[0])
              .findFirst();
      if (found.isPresent()) {
        return found.get();
      }
    }
    throw new WorldFault(
        project.ref().isEmpty()
            ? "the repository is empty: it has no HEAD"
            : "the repository has no branch and no tag '%s' (any more)".formatted(project.ref()));
  }

  private List<String> wanted() {
    String ref = project.ref();
    return ref.isEmpty()
        ? List.of("HEAD")
        : List.of("refs/heads/" + ref, "refs/tags/" + ref + "^{}", "refs/tags/" + ref);
  }

  private List<String> lsRemote() {
    List<String> arguments = new ArrayList<>(List.of("ls-remote", "--", project.url()));
    arguments.addAll(wanted());
    return arguments;
  }

  /**
   * Fetches a commit into a folder of its own and looks through it.
   *
   * @throws WorldFault when it cannot be had, or must not be used
   */
  Fetched fetch(String commit) {
    Path fresh = folders.fresh();
    git(fresh, GitCommand.PROTOCOLS, List.of("init", "--quiet", "--template="));
    try {
      git(fresh, GitCommand.PROTOCOLS, fetch("--depth=1", commit));
    } catch (WorldFault e) {
      // Some servers give no commit by its name, but all branches.
      git(fresh, GitCommand.PROTOCOLS, fetch("--no-tags", "+refs/heads/*:refs/remotes/all/*"));
    }
    git(fresh, GitCommand.PROTOCOLS, checkout(commit));
    if (project.submodules()) {
      git(
          fresh,
          GitCommand.PROTOCOLS_OF_SUBMODULES,
          List.of("submodule", "update", "--init", "--recursive", "--depth=1", "--quiet"));
    }
    String[] told =
        git(fresh, GitCommand.PROTOCOLS, List.of("log", "-1", "--format=%ct%n%s", "HEAD"))
            .split("\n", 2);
    CommitTree.check(fresh, project.limits());
    return new Fetched(
        folders.adopt(fresh, commit),
        told.length > 1 ? told[1].strip() : "",
        Instant.ofEpochSecond(Long.parseLong(told[0].strip())));
  }

  private List<String> fetch(String how, String what) {
    return List.of("fetch", "--quiet", how, "--no-recurse-submodules", "--", project.url(), what);
  }

  private List<String> checkout(String commit) {
    List<String> arguments = new ArrayList<>();
    if (project.lfs()) {
      arguments.addAll(
          List.of(
              "-c",
              "filter.lfs.smudge=git-lfs smudge -- %f",
              "-c",
              "filter.lfs.process=git-lfs filter-process",
              "-c",
              "filter.lfs.required=true",
              "-c",
              "remote.origin.url=" + project.url()));
      if (project.url().startsWith("https:")) {
        // Else a file of the repository could name another server.
        String base = project.url().endsWith(".git") ? project.url() : project.url() + ".git";
        arguments.addAll(List.of("-c", "lfs.url=" + base + "/info/lfs"));
      }
    }
    arguments.addAll(List.of("checkout", "--quiet", "--force", "--detach", commit));
    return arguments;
  }

  private String git(Path folder, String protocols, List<String> arguments) {
    return new GitCommand(project, folders.make()).run(folder, protocols, arguments);
  }
}
