package io.promansible.portal.projects;

import io.promansible.config.StoredProjects;
import io.promansible.playbook.Role;
import io.promansible.playbook.RoleCatalog;
import io.promansible.portal.Status;
import io.promansible.portal.When;
import io.promansible.project.ProjectState;
import io.promansible.project.Projects;
import io.promansible.settings.Durations;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** The projects as the page shows them. */
@Singleton
final class ProjectViews {
  private final Projects projects;
  private final StoredProjects stored;
  private final RoleCatalog catalog;
  private final Clock clock;

  ProjectViews(Projects projects, StoredProjects stored, RoleCatalog catalog, Clock clock) {
    this.projects = projects;
    this.stored = stored;
    this.catalog = catalog;
    this.clock = clock;
  }

  List<ProjectsPage.Row> rows() {
    List<String> roles = catalog.all().stream().map(Role::name).toList();
    return projects.states().stream().map(state -> row(state, roles)).toList();
  }

  private ProjectsPage.Row row(ProjectState state, List<String> roles) {
    Instant now = clock.instant();
    String name = state.project().name();
    String commit = state.commit() == null ? "" : state.commit();
    return new ProjectsPage.Row(
        name,
        stored.has(name),
        state.project().url(),
        state.project().ref().isEmpty() ? "HEAD" : state.project().ref(),
        state.fetching() != null
            ? Status.busy("fetching")
            : !state.trouble().isEmpty()
                ? Status.bad(commit.isEmpty() ? "not fetched" : "not the newest")
                : commit.isEmpty() ? Status.wait("not fetched yet") : Status.good("in force"),
        commit,
        state.subject(),
        When.of(state.committedAt(), now),
        When.of(state.inForceSince(), now),
        When.of(state.lookedAt(), now),
        state.trouble(),
        (int) roles.stream().filter(role -> role.startsWith(name + "/")).count(),
        state.project().refresh().isZero() ? "" : Durations.format(state.project().refresh()),
        projects.history(name).stream()
            .map(one ->
                new ProjectsPage.Told(
                    When.of(one.at(), now),
                    one.good() ? Status.good("fetched") : Status.bad("refused"),
                    one.text()))
            .toList());
  }
}
