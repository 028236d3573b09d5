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
  // The largest time that git and Java both know as four digits of a year.
  private static final long LAST_SECOND = 253_402_300_799L;
  private static final int SUBJECT_MAX = 200;
  private static final List<String> REFUSED =
      List.of("not our ref", "unadvertised object", "does not allow request");

  private final ProjectSettings project;
  private final CommitFolders folders;
  private final GalaxyInstall galaxy;

  GitFetch(ProjectSettings project, CommitFolders folders, GalaxyInstall galaxy) {
    this.project = project;
    this.folders = folders;
    this.galaxy = galaxy;
  }

  /** A commit that was fetched. */
  record Fetched(Checkout checkout, String subject, Instant committedAt) {}

  /**
   * The commit that the repository has now for the ref.
   *
   * @throws WorldFault when it cannot be reached, or has no such ref
   */
  String newest() {
    GitAddress.fault(project.url())
        .ifPresent(what -> {
          throw new WorldFault("the address " + project.url() + " " + what);
        });
    if (GitAddress.isCommit(project.ref())) {
      return project.ref();
    }
    List<String> lines = git(folders.make(), GitCommand.PROTOCOLS, lsRemote()).lines().toList();
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

  /** What a tag points at stands behind the tag itself, with ^{} at its end. */
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
    try {
      git(fresh, GitCommand.PROTOCOLS, List.of("init", "--quiet", "--template="));
      get(fresh, commit);
      requireFewFiles(fresh, commit);
      git(fresh, GitCommand.PROTOCOLS, checkout(commit));
      if (project.submodules()) {
        git(
            fresh,
            GitCommand.PROTOCOLS_OF_SUBMODULES,
            origin("submodule", "update", "--init", "--recursive", "--depth=1", "--quiet"));
      }
      String[] told =
          git(fresh, GitCommand.PROTOCOLS, List.of("log", "-1", "--format=%ct%n%s", "HEAD"))
              .split("\n", 2);
      if (project.galaxy()) {
        galaxy.install(fresh, fresh.resolve(project.folder()).normalize(), folders.make());
      }
      CommitTreeCheck.check(fresh, project.limits());
      String subject = told.length > 1 ? told[1].strip() : "";
      return new Fetched(
          folders.adopt(fresh, commit),
          subject.substring(0, Math.min(SUBJECT_MAX, subject.length())),
          time(told[0].strip()));
    } finally {
      folders.dropFresh();
    }
  }

  /** A commit may say of itself that it was written at any time. */
  private static Instant time(String seconds) {
    return seconds.matches("\\d{1,18}")
        ? Instant.ofEpochSecond(Math.min(LAST_SECOND, Long.parseLong(seconds)))
        : Instant.EPOCH;
  }

  private void get(Path fresh, String commit) {
    try {
      git(fresh, GitCommand.PROTOCOLS, fetch("--depth=1", commit));
    } catch (WorldFault e) {
      if (REFUSED.stream().noneMatch(String.valueOf(e.getMessage())::contains)) {
        throw e;
      }
      // Some servers refuse a commit by its name, but give all branches and tags.
      git(fresh, GitCommand.PROTOCOLS, fetch("--tags", "+refs/heads/*:refs/remotes/all/*"));
    }
  }

  private List<String> fetch(String how, String what) {
    return List.of("fetch", "--quiet", how, "--no-recurse-submodules", "--", project.url(), what);
  }

  /** Looks at the sizes before files are written: a small pack may hold very large ones. */
  private void requireFewFiles(Path fresh, String commit) {
    long bytes = 0;
    int files = 0;
    for (String line :
        git(fresh, GitCommand.PROTOCOLS, List.of("ls-tree", "-r", "-l", "--full-tree", commit))
            .lines()
            .toList()) {
      String[] parts = line.split("\\s+", 5);
      files++;
      bytes += parts.length > 3 && parts[3].matches("\\d{1,18}") ? Long.parseLong(parts[3]) : 0;
      project.limits().require(files, bytes);
    }
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
              "filter.lfs.required=true"));
      if (project.url().startsWith("https:")) {
        // Else a file of the repository could name another server.
        String base = project.url().endsWith(".git") ? project.url() : project.url() + ".git";
        arguments.addAll(List.of("-c", "lfs.url=" + base + "/info/lfs"));
      }
    }
    arguments.addAll(origin("checkout", "--quiet", "--force", "--detach", commit));
    return arguments;
  }

  /** A command that knows where the repository came from, as relative addresses in it need. */
  private List<String> origin(String... command) {
    List<String> arguments = new ArrayList<>(List.of("-c", "remote.origin.url=" + project.url()));
    arguments.addAll(List.of(command));
    return arguments;
  }

  private String git(Path folder, String protocols, List<String> arguments) {
    return new GitCommand(project, folders.make()).run(folder, protocols, arguments);
  }
}
