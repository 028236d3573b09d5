package io.promansible.project;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a project is on this node.
 *
 * @param commit the one in force; null before the first
 * @param subject the first line of its message
 * @param committedAt when it was written
 * @param inForceSince when it was put in force here
 * @param lookedAt when the repository was looked at last
 * @param trouble why nothing newer is in force; empty when all is well
 * @param fetching since when it is being fetched; null while it is not
 */
public record ProjectState(
    ProjectSettings project,
    @Nullable String commit,
    String subject,
    @Nullable Instant committedAt,
    @Nullable Instant inForceSince,
    @Nullable Instant lookedAt,
    String trouble,
    @Nullable Instant fetching) {
  static ProjectState of(
      ProjectSettings project,
      Optional<CommitFolders.InForce> now,
      @Nullable Instant lookedAt,
      String trouble,
      @Nullable Instant fetching) {
    return new ProjectState(
        project,
        now.map(CommitFolders.InForce::commit).orElse(null),
        now.map(CommitFolders.InForce::subject).orElse(""),
        now.map(CommitFolders.InForce::committedAt).orElse(null),
        now.map(CommitFolders.InForce::since).orElse(null),
        lookedAt,
        trouble,
        fetching);
  }
}
