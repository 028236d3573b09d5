package io.promansible.api.projects;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.promansible.project.FetchEvent;
import io.promansible.project.ProjectState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A project as the API shows it.
 *
 * @param commit the commit in force on this node; null before the first
 * @param trouble why nothing newer is in force; empty when all is well
 * @param log what the last looks at the repository came to, the newest first
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record ProjectView(
    String name,
    String url,
    String ref,
    String folder,
    @Nullable String commit,
    String subject,
    @Nullable Instant committedAt,
    @Nullable Instant inForceSince,
    @Nullable Instant lookedAt,
    String trouble,
    boolean fetching,
    List<FetchEvent> log) {
  static ProjectView of(ProjectState state, List<FetchEvent> log) {
    return new ProjectView(
        state.project().name(),
        state.project().url(),
        state.project().ref(),
        state.project().folder(),
        state.commit(),
        state.subject(),
        state.committedAt(),
        state.inForceSince(),
        state.lookedAt(),
        state.trouble(),
        state.fetching() != null,
        log);
  }
}
