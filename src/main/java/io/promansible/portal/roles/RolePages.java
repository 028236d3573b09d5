package io.promansible.portal.roles;

import com.fasterxml.jackson.databind.JsonNode;
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
import io.promansible.database.TimeIds;
import io.promansible.door.Csrf;
import io.promansible.door.PageRoute;
import io.promansible.door.RequiresRole;
import io.promansible.fault.InputFault;
import io.promansible.history.RunVars;
import io.promansible.history.VisibleRuns;
import io.promansible.http.RequestThreads;
import io.promansible.inventory.Mask;
import io.promansible.playbook.Role;
import io.promansible.portal.Link;
import io.promansible.portal.Notice;
import io.promansible.portal.Pages;
import io.promansible.run.Run;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /roles}: the catalog, one role, and the form that runs it. */
@Controller("/roles")
@PageRoute
@ExecuteOn(RequestThreads.REQUESTS)
@RequiresRole(AccessRole.VIEWER)
final class RolePages {
  private final Roles roles;
  private final RunForm form;
  private final VisibleRuns runs;
  private final RunVars vars;
  private final Pages pages;

  RolePages(Roles roles, RunForm form, VisibleRuns runs, RunVars vars, Pages pages) {
    this.roles = roles;
    this.form = form;
    this.runs = runs;
    this.vars = vars;
    this.pages = pages;
  }

  @Get
  HttpResponse<?> list(Principal caller, HttpRequest<?> request) {
    return pages.show("roles/list", caller, request, roles.all(caller));
  }

  /**
   * One role with its form.
   *
   * @param hosts what stands in the field of hosts
   * @param like a run whose parameters stand in the form
   */
  @Get("/{name}{?hosts,like}")
  HttpResponse<?> one(
      String name,
      @Nullable String hosts,
      @Nullable String like,
      Principal caller,
      HttpRequest<?> request) {
    Role role = roles.find(caller, name);
    RoleForm shown =
        caller.may(AccessRole.OPERATOR)
            ? form.fresh(caller, role, hosts == null ? "" : hosts, like(caller, like))
            : null;
    return pages.show("roles/one", caller, request, roles.page(caller, role, shown));
  }

  private Map<String, JsonNode> like(Principal caller, @Nullable String like) {
    Map<String, JsonNode> values = new LinkedHashMap<>();
    if (like != null) {
      Run run = runs.find(caller, TimeIds.parse("like", like));
      for (Map.Entry<String, JsonNode> one : vars.vars(run).properties()) {
        if (!one.getValue().toString().contains(Mask.STARS)) {
          values.put(one.getKey(), one.getValue());
        }
      }
    }
    return values;
  }

  /** Where a browser is that loads the page of a question again. */
  @Get(uris = {"/{name}/ask", "/{name}/run"})
  HttpResponse<?> asked(String name) {
    return HttpResponse.seeOther(Pages.inside("/roles/" + Link.encoded(name)));
  }

  /** Says what would happen, or what is wrong. */
  @Post("/{name}/ask")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @RequiresRole(AccessRole.OPERATOR)
  HttpResponse<?> ask(
      String name, @Body Map<String, String> fields, Principal caller, HttpRequest<?> request) {
    Csrf.require(request, fields);
    if (fields.containsKey("change")) {
      Role role = roles.find(caller, name);
      return pages.show(
          "roles/one", caller, request, roles.page(caller, role, form.again(caller, role, fields)));
    }
    return form(name, fields, caller, request);
  }

  private HttpResponse<?> form(
      String name, Map<String, String> fields, Principal caller, HttpRequest<?> request) {
    Role role = roles.find(caller, name);
    RoleForm filled = form.filled(caller, role, fields);
    return pages.show(
        filled.ask() == null ? HttpStatus.UNPROCESSABLE_ENTITY : HttpStatus.OK,
        "roles/one",
        caller,
        request,
        roles.page(caller, role, filled),
        Notice.NONE);
  }

  /** Runs it. */
  @Post("/{name}/run")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @RequiresRole(AccessRole.OPERATOR)
  HttpResponse<?> run(
      String name, @Body Map<String, String> fields, Principal caller, HttpRequest<?> request) {
    Csrf.require(request, fields);
    Role role = roles.find(caller, name);
    try {
      UUID id = form.run(caller, role, fields);
      return pages.on(
          request,
          "/runs/" + id,
          Notice.done("It is asked for. This page shows what becomes of it."));
    } catch (InputFault e) {
      return form(name, fields, caller, request);
    }
  }
}
