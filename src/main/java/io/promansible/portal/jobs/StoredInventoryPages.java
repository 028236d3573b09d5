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
import io.promansible.portal.Notice;
import io.promansible.portal.Pages;
import io.promansible.stored.Inventories;
import io.promansible.stored.StoredInventory;
import java.util.Map;

/** {@code /jobs/inventories}: stored inventories, version by version. */
@Controller("/jobs/inventories")
@PageRoute
@ExecuteOn(RequestThreads.REQUESTS)
@RequiresRole(AccessRole.ADMIN)
final class StoredInventoryPages {
  private final StoredInventoryViews views;
  private final Inventories inventories;
  private final JobForms forms;
  private final Pages pages;

  StoredInventoryPages(
      StoredInventoryViews views, Inventories inventories, JobForms forms, Pages pages) {
    this.views = views;
    this.inventories = inventories;
    this.forms = forms;
    this.pages = pages;
  }

  /** A stored inventory: its texts, the hosts that it means, what differs from the one before. */
  @Get("/{id}")
  HttpResponse<?> inventory(long id, Principal caller, HttpRequest<?> request) {
    return pages.show("jobs/inventory", caller, request, views.of(id));
  }

  /** Stores an inventory. */
  @Post
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  HttpResponse<?> store(
      @Body Map<String, String> fields, Principal caller, HttpRequest<?> request) {
    return forms.told(
        fields,
        caller,
        request,
        () -> {
          inventories.make(
              JobForms.text(fields, "name"),
              JobForms.text(fields, "env"),
              JobForms.text(fields, "version"),
              fields.getOrDefault("hosts", ""),
              fields.getOrDefault("vars", ""),
              caller);
          return pages.on(request, "/jobs", Notice.done("The inventory is stored."));
        });
  }

  /** Stores the next version of an inventory. */
  @Post("/{id}")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  HttpResponse<?> follow(
      long id, @Body Map<String, String> fields, Principal caller, HttpRequest<?> request) {
    return forms.told(
        fields,
        caller,
        request,
        () -> {
          StoredInventory made =
              inventories.follow(
                  id,
                  JobForms.text(fields, "version"),
                  fields.getOrDefault("hosts", ""),
                  fields.getOrDefault("vars", ""),
                  caller);
          return pages.on(
              request, "/jobs/inventories/" + made.id(), Notice.done("The version is stored."));
        });
  }
}
