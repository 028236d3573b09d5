package io.promansible.portal.projects;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.promansible.access.AccessRole;
import io.promansible.access.Principal;
import io.promansible.audit.AuditLog;
import io.promansible.config.ProjectRefresh;
import io.promansible.door.Csrf;
import io.promansible.door.PageRoute;
import io.promansible.door.RequiresRole;
import io.promansible.http.RequestThreads;
import io.promansible.playbook.Role;
import io.promansible.playbook.RoleCatalog;
import io.promansible.portal.Notice;
import io.promansible.portal.Pages;
import io.promansible.portal.Status;
import io.promansible.portal.When;
import io.promansible.project.ProjectState;
import io.promansible.project.Projects;
import io.promansible.settings.Durations;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** {@code /projects}: git repositories with roles, and the commits in force on this node. */
@Controller("/projects")
@PageRoute
@ExecuteOn(RequestThreads.REQUESTS)
@RequiresRole(AccessRole.VIEWER)
final class ProjectPages {
  private final Projects projects;
  private final RoleCatalog catalog;
  private final ProjectRefresh refresh;
  private final AuditLog audit;
  private final Pages pages;
  private final Clock clock;

  ProjectPages(
      Projects projects,
      RoleCatalog catalog,
      ProjectRefresh refresh,
      AuditLog audit,
      Pages pages,
      Clock clock) {
    this.projects = projects;
    this.catalog = catalog;
    this.refresh = refresh;
    this.audit = audit;
    this.pages = pages;
    this.clock = clock;
  }

  @Get
  HttpResponse<?> list(Principal caller, HttpRequest<?> request) {
    return pages.show("projects/list", caller, request, new ProjectsPage(page()));
  }

  private List<ProjectsPage.Row> page() {
    List<String> roles = catalog.all().stream().map(Role::name).toList();
    return projects.states().stream().map(state -> row(state, roles)).toList();
  }

  private ProjectsPage.Row row(ProjectState state, List<String> roles) {
    Instant now = clock.instant();
    String name = state.project().name();
    String commit = state.commit() == null ? "" : state.commit();
    return new ProjectsPage.Row(
        name,
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

  /** Looks at a repository now. */
  @Post("/{name}/refresh")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @RequiresRole(AccessRole.OPERATOR)
  HttpResponse<?> refresh(
      String name, @Body Map<String, String> fields, Principal caller, HttpRequest<?> request) {
    Csrf.require(request, fields);
    audit.record(caller.name(), "project.refresh", name, "");
    refresh.refresh(name);
    return pages.on(request, "/projects", Notice.done("Looked at the repository of " + name + "."));
  }
}
