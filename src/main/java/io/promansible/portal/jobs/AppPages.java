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
import io.promansible.job.App;
import io.promansible.job.Apps;
import io.promansible.portal.Notice;
import io.promansible.portal.Pages;
import java.util.Map;

/** {@code /jobs/apps}: which playbooks and inventories belong together. */
@Controller("/jobs/apps")
@PageRoute
@ExecuteOn(RequestThreads.REQUESTS)
@RequiresRole(AccessRole.ADMIN)
final class AppPages {
  private final JobViews views;
  private final JobForms forms;
  private final Apps apps;
  private final Pages pages;

  AppPages(JobViews views, JobForms forms, Apps apps, Pages pages) {
    this.views = views;
    this.forms = forms;
    this.apps = apps;
    this.pages = pages;
  }

  @Get("/{id}")
  @RequiresRole(AccessRole.VIEWER)
  HttpResponse<?> one(long id, Principal caller, HttpRequest<?> request) {
    return pages.show("jobs/app", caller, request, views.app(caller, id));
  }

  /** Makes one. */
  @Post
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  HttpResponse<?> make(@Body Map<String, String> fields, Principal caller, HttpRequest<?> request) {
    return forms.told(
        fields,
        caller,
        request,
        () -> {
          App made = apps.make(JobForms.text(fields, "appid"), caller);
          return pages.on(
              request,
              "/jobs/apps/" + made.id(),
              Notice.done("Now say which playbooks and inventories belong to it."));
        });
  }

  /** Adds a playbook or an inventory. */
  @Post("/{id}/add")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  HttpResponse<?> add(
      long id, @Body Map<String, String> fields, Principal caller, HttpRequest<?> request) {
    return forms.told(
        fields,
        caller,
        request,
        () -> {
          if (fields.containsKey("playbook")) {
            apps.addPlaybook(id, JobForms.number(fields, "playbook"), caller);
          } else {
            apps.addInventory(id, JobForms.number(fields, "inventory"), caller);
          }
          return pages.on(request, "/jobs/apps/" + id, Notice.done("It belongs to the app."));
        });
  }

  /** Removes one; its playbooks and inventories stay. */
  @Post("/{id}/remove")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  HttpResponse<?> remove(
      long id, @Body Map<String, String> fields, Principal caller, HttpRequest<?> request) {
    return forms.told(
        fields,
        caller,
        request,
        () -> {
          apps.remove(id, caller);
          return pages.on(
              request,
              "/jobs",
              Notice.done("The app is removed; its playbooks and inventories stay."));
        });
  }
}
