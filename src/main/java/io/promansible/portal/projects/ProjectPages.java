package io.promansible.portal.projects;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
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
import io.promansible.config.StoredProjects;
import io.promansible.door.Csrf;
import io.promansible.door.PageRoute;
import io.promansible.door.RequiresRole;
import io.promansible.fault.Conflict;
import io.promansible.fault.InputFault;
import io.promansible.http.RequestThreads;
import io.promansible.portal.Notice;
import io.promansible.portal.Pages;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** {@code /projects}: git repositories with roles, and the commits in force on this node. */
@Controller("/projects")
@PageRoute
@ExecuteOn(RequestThreads.REQUESTS)
@RequiresRole(AccessRole.VIEWER)
final class ProjectPages {
  private static final List<String> KEYS =
      List.of("url", "ref", "folder", "refresh", "key_file", "username", "token_file");

  private final ProjectViews views;
  private final StoredProjects stored;
  private final ProjectRefresh refresh;
  private final AuditLog audit;
  private final Pages pages;

  ProjectPages(
      ProjectViews views,
      StoredProjects stored,
      ProjectRefresh refresh,
      AuditLog audit,
      Pages pages) {
    this.views = views;
    this.stored = stored;
    this.refresh = refresh;
    this.audit = audit;
    this.pages = pages;
  }

  @Get
  HttpResponse<?> list(Principal caller, HttpRequest<?> request) {
    return pages.show(
        "projects/list", caller, request, new ProjectsPage(views.rows(), List.of(), Map.of()));
  }

  /** Makes or changes a project. */
  @Post
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @RequiresRole(AccessRole.ADMIN)
  HttpResponse<?> put(@Body Map<String, String> fields, Principal caller, HttpRequest<?> request) {
    Csrf.require(request, fields);
    String name = fields.getOrDefault("name", "").strip();
    // What the form does not have, or was left empty, stays.
    ObjectNode spec = stored.spec(name);
    spec.remove("name");
    KEYS.forEach(key -> {
      String value = fields.getOrDefault(key, "").strip();
      if (!value.isEmpty()) {
        spec.put(key, value);
      }
    });
    return told(
        fields,
        caller,
        request,
        () -> {
          stored.put(name, spec, caller.name());
          return Notice.done(
              "The repository of %s is fetched now; the page shows what becomes of it."
                  .formatted(name));
        });
  }

  /** Removes a project. */
  @Post("/{name}/remove")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @RequiresRole(AccessRole.ADMIN)
  HttpResponse<?> remove(
      String name, @Body Map<String, String> fields, Principal caller, HttpRequest<?> request) {
    Csrf.require(request, fields);
    return told(
        fields,
        caller,
        request,
        () -> {
          stored.remove(name, caller.name());
          return Notice.done("The project " + name + " is removed.");
        });
  }

  private HttpResponse<?> told(
      Map<String, String> fields, Principal caller, HttpRequest<?> request, Supplier<Notice> deed) {
    try {
      return pages.on(request, "/projects", deed.get());
    } catch (InputFault e) {
      return refused(fields, caller, request, e.texts());
    } catch (Conflict e) {
      return refused(fields, caller, request, List.of(String.valueOf(e.getMessage())));
    }
  }

  private HttpResponse<?> refused(
      Map<String, String> fields, Principal caller, HttpRequest<?> request, List<String> faults) {
    return pages.show(
        HttpStatus.UNPROCESSABLE_ENTITY,
        "projects/list",
        caller,
        request,
        new ProjectsPage(views.rows(), faults, fields),
        Notice.NONE);
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
