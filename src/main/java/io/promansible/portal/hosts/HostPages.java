package io.promansible.portal.hosts;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.promansible.access.AccessRole;
import io.promansible.access.Principal;
import io.promansible.door.PageRoute;
import io.promansible.door.RequiresRole;
import io.promansible.http.RequestThreads;
import io.promansible.portal.Pages;
import org.jspecify.annotations.Nullable;

/** {@code /inventory} and {@code /hosts}: the hosts that are known, and one of them. */
@Controller
@PageRoute
@ExecuteOn(RequestThreads.REQUESTS)
@RequiresRole(AccessRole.VIEWER)
final class HostPages {
  private final Hosts hosts;
  private final OneHost one;
  private final Pages pages;

  HostPages(Hosts hosts, OneHost one, Pages pages) {
    this.hosts = hosts;
    this.one = one;
    this.pages = pages;
  }

  /**
   * The list.
   *
   * @param q a part of a name or address
   * @param after the last name of the page before
   */
  @Get("/inventory{?q,group,after}")
  HttpResponse<?> list(
      @Nullable String q,
      @Nullable String group,
      @Nullable String after,
      Principal caller,
      HttpRequest<?> request) {
    return pages.show(
        "hosts/list",
        caller,
        request,
        hosts.all(
            caller, q == null ? "" : q, group == null ? "" : group, after == null ? "" : after));
  }

  @Get("/hosts/{name}")
  HttpResponse<?> one(String name, Principal caller, HttpRequest<?> request) {
    return pages.show("hosts/one", caller, request, one.of(caller, name));
  }
}
