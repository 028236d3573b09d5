package io.promansible.portal.jobs;

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
import io.promansible.door.Csrf;
import io.promansible.door.PageRoute;
import io.promansible.door.RequiresRole;
import io.promansible.fault.Conflict;
import io.promansible.fault.Forbidden;
import io.promansible.fault.InputFault;
import io.promansible.http.RequestThreads;
import io.promansible.job.Inventories;
import io.promansible.job.Job;
import io.promansible.job.JobRequest;
import io.promansible.job.Jobs;
import io.promansible.job.Playbooks;
import io.promansible.portal.Notice;
import io.promansible.portal.Pages;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** {@code /jobs}: playbooks on stored inventories, and what is stored for them. */
@Controller("/jobs")
@PageRoute
@ExecuteOn(RequestThreads.REQUESTS)
@RequiresRole(AccessRole.VIEWER)
final class JobPages {
  private final JobViews views;
  private final Jobs jobs;
  private final Playbooks playbooks;
  private final Inventories inventories;
  private final Pages pages;

  JobPages(JobViews views, Jobs jobs, Playbooks playbooks, Inventories inventories, Pages pages) {
    this.views = views;
    this.jobs = jobs;
    this.playbooks = playbooks;
    this.inventories = inventories;
    this.pages = pages;
  }

  @Get
  HttpResponse<?> list(Principal caller, HttpRequest<?> request) {
    return pages.show("jobs/list", caller, request, views.all(caller, null, List.of()));
  }

  /** Where a browser is that loads the page of an answer again. */
  @Get(uris = {"/ask", "/run", "/playbooks", "/inventories"})
  HttpResponse<?> answered() {
    return HttpResponse.seeOther(Pages.inside("/jobs"));
  }

  /** A stored inventory: its texts, the hosts that it means, what differs from the one before. */
  @Get("/inventories/{id}")
  @RequiresRole(AccessRole.ADMIN)
  HttpResponse<?> inventory(long id, Principal caller, HttpRequest<?> request) {
    return pages.show("jobs/inventory", caller, request, views.inventory(id));
  }

  /** Says what a job would do. */
  @Post("/ask")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @RequiresRole(AccessRole.OPERATOR)
  HttpResponse<?> ask(@Body Map<String, String> fields, Principal caller, HttpRequest<?> request) {
    return told(
        fields,
        caller,
        request,
        () ->
            pages.show(
                "jobs/list",
                caller,
                request,
                views.all(
                    caller,
                    views.ask(number(fields, "playbook"), number(fields, "inventory")),
                    List.of())));
  }

  /** Runs a job. */
  @Post("/run")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @RequiresRole(AccessRole.OPERATOR)
  HttpResponse<?> run(@Body Map<String, String> fields, Principal caller, HttpRequest<?> request) {
    return told(
        fields,
        caller,
        request,
        () -> {
          long inventory = number(fields, "inventory");
          Job job =
              jobs.ask(
                  new JobRequest(
                      inventories.find(inventory).env(),
                      number(fields, "playbook"),
                      inventory,
                      fields.containsKey("check")),
                  Optional.empty(),
                  caller);
          return pages.on(
              request,
              "/runs/" + job.runId(),
              Notice.done("It is asked for. This page shows what becomes of it."));
        });
  }

  /** Adds a playbook. */
  @Post("/playbooks")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @RequiresRole(AccessRole.ADMIN)
  HttpResponse<?> playbook(
      @Body Map<String, String> fields, Principal caller, HttpRequest<?> request) {
    return told(
        fields,
        caller,
        request,
        () -> {
          playbooks.make(
              text(fields, "name"), text(fields, "git_repo"), text(fields, "entry"), caller);
          return pages.on(request, "/jobs", Notice.done("The playbook can be used."));
        });
  }

  /** Stores an inventory. */
  @Post("/inventories")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @RequiresRole(AccessRole.ADMIN)
  HttpResponse<?> store(
      @Body Map<String, String> fields, Principal caller, HttpRequest<?> request) {
    return told(
        fields,
        caller,
        request,
        () -> {
          inventories.make(
              text(fields, "name"),
              text(fields, "env"),
              text(fields, "version"),
              fields.getOrDefault("hosts", ""),
              fields.getOrDefault("vars", ""),
              caller);
          return pages.on(request, "/jobs", Notice.done("The inventory is stored."));
        });
  }

  private HttpResponse<?> told(
      Map<String, String> fields,
      Principal caller,
      HttpRequest<?> request,
      Supplier<HttpResponse<?>> deed) {
    Csrf.require(request, fields);
    try {
      return deed.get();
    } catch (InputFault e) {
      return refused(caller, request, e.texts());
    } catch (Conflict | Forbidden e) {
      return refused(caller, request, List.of(String.valueOf(e.getMessage())));
    }
  }

  private HttpResponse<?> refused(Principal caller, HttpRequest<?> request, List<String> faults) {
    return pages.show(
        HttpStatus.UNPROCESSABLE_ENTITY,
        "jobs/list",
        caller,
        request,
        views.all(caller, null, faults),
        Notice.NONE);
  }

  private static String text(Map<String, String> fields, String name) {
    return fields.getOrDefault(name, "").strip();
  }

  private static long number(Map<String, String> fields, String name) {
    String text = text(fields, name);
    if (!text.matches("\\d{1,18}")) {
      throw new InputFault(name, "is missing");
    }
    return Long.parseLong(text);
  }
}
