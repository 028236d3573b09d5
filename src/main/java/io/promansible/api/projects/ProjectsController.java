package io.promansible.api.projects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.promansible.access.AccessRole;
import io.promansible.access.Principal;
import io.promansible.audit.AuditLog;
import io.promansible.config.ProjectRefresh;
import io.promansible.config.StoredProjects;
import io.promansible.door.RequiresRole;
import io.promansible.fault.InputFault;
import io.promansible.fault.NotFound;
import io.promansible.http.RequestThreads;
import io.promansible.project.ProjectState;
import io.promansible.project.Projects;
import java.util.List;
import java.util.Map;

/** {@code /api/v1/projects}: git repositories with roles, and the commits that are in force. */
@Controller("/api/v1/projects")
@ExecuteOn(RequestThreads.REQUESTS)
@RequiresRole(AccessRole.VIEWER)
final class ProjectsController {
  private final Projects projects;
  private final StoredProjects stored;
  private final ProjectRefresh refresh;
  private final AuditLog audit;

  ProjectsController(
      Projects projects, StoredProjects stored, ProjectRefresh refresh, AuditLog audit) {
    this.projects = projects;
    this.stored = stored;
    this.refresh = refresh;
    this.audit = audit;
  }

  /** All projects. */
  @Get
  Map<String, List<ProjectView>> list() {
    return Map.of(
        "projects", projects.states().stream().map(one -> ProjectView.of(one, List.of())).toList());
  }

  /** One project, with the log of its fetches. */
  @Get("/{name}")
  ProjectView one(String name) {
    return ProjectView.of(find(name), projects.history(name));
  }

  /** Makes or changes a project; the body has the keys of the file, without the name. */
  @Put("/{name}")
  @RequiresRole(AccessRole.ADMIN)
  HttpResponse<?> put(String name, @Body JsonNode body, Principal caller) {
    if (!(body instanceof ObjectNode spec)) {
      throw new InputFault("body", "must be a JSON object with the keys of a project");
    }
    boolean made = stored.put(name, spec, caller.name());
    Map<String, String> answer = Map.of("name", name, "origin", "api");
    return made ? HttpResponse.created(answer) : HttpResponse.ok(answer);
  }

  /** Removes a project that was made so. */
  @Delete("/{name}")
  @RequiresRole(AccessRole.ADMIN)
  HttpResponse<?> remove(String name, Principal caller) {
    stored.remove(name, caller.name());
    return HttpResponse.noContent();
  }

  private ProjectState find(String name) {
    return projects.states().stream()
        .filter(one -> one.project().name().equals(name))
        .findFirst()
        .orElseThrow(() -> new NotFound("no project '" + name + "'"));
  }

  /** Looks at the repository now, and answers how the project is then. */
  @Post("/{name}/refresh")
  @Consumes(MediaType.ALL)
  @RequiresRole(AccessRole.OPERATOR)
  ProjectView refresh(String name, Principal caller) {
    find(name);
    audit.record(caller.name(), "project.refresh", name, "");
    refresh.refresh(name);
    return one(name);
  }
}
