package io.promansible.project;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The commits of projects that were fetched before; it fetches nothing itself. */
public record FetchedCommits(List<ProjectSettings> projects, Path data) implements Checkouts {
  @Override
  public List<Checkout> inForce() {
    return projects.stream()
        .map(project -> new CommitFolders(project, data))
        .flatMap(folders -> folders.inForce().flatMap(now -> folders.find(now.commit())).stream())
        .toList();
  }

  @Override
  public Optional<Checkout> find(String project, String commit) {
    return projects.stream()
        .filter(one -> one.name().equals(project))
        .findFirst()
        .flatMap(one -> new CommitFolders(one, data).find(commit));
  }
}
