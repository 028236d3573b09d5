package io.promansible.portal.jobs;

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
import io.promansible.door.PageRoute;
import io.promansible.door.RequiresRole;
import io.promansible.http.RequestThreads;
import io.promansible.job.Job;
import io.promansible.job.JobRequest;
import io.promansible.job.Jobs;
import io.promansible.job.Playbooks;
import io.promansible.portal.Notice;
import io.promansible.portal.Pages;
import io.promansible.stored.Inventories;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
  private final JobForms forms;
  private final Pages pages;

  JobPages(
      JobViews views,
      Jobs jobs,
      Playbooks playbooks,
      Inventories inventories,
      JobForms forms,
      Pages pages) {
    this.views = views;
    this.jobs = jobs;
    this.playbooks = playbooks;
    this.inventories = inventories;
    this.forms = forms;
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

  /** Says what a job would do. */
  @Post("/ask")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @RequiresRole(AccessRole.OPERATOR)
  HttpResponse<?> ask(@Body Map<String, String> fields, Principal caller, HttpRequest<?> request) {
    return forms.told(
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
                    views.ask(
                        JobForms.number(fields, "playbook"), JobForms.number(fields, "inventory")),
                    List.of())));
  }

  /** Runs a job. */
  @Post("/run")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @RequiresRole(AccessRole.OPERATOR)
  HttpResponse<?> run(@Body Map<String, String> fields, Principal caller, HttpRequest<?> request) {
    return forms.told(
        fields,
        caller,
        request,
        () -> {
          long inventory = JobForms.number(fields, "inventory");
          Job job =
              jobs.ask(
                  new JobRequest(
                      inventories.find(inventory).env(),
                      JobForms.number(fields, "playbook"),
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
    return forms.told(
        fields,
        caller,
        request,
        () -> {
          playbooks.make(
              JobForms.text(fields, "name"),
              JobForms.text(fields, "git_repo"),
              JobForms.text(fields, "entry"),
              caller);
          return pages.on(request, "/jobs", Notice.done("The playbook can be used."));
        });
  }
}
