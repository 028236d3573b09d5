package io.promansible.portal.now;

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
import java.net.URI;

/** {@code /}: what is wrong, what is done about it, and what waits for a person. */
@Controller
@PageRoute
@ExecuteOn(RequestThreads.REQUESTS)
final class NowPages {
  private final Now now;
  private final Pages pages;

  NowPages(Now now, Pages pages) {
    this.now = now;
    this.pages = pages;
  }

  /** Who may read the inventory only is sent on. */
  @Get("/")
  @RequiresRole(AccessRole.INVENTORY)
  HttpResponse<?> page(Principal caller, HttpRequest<?> request) {
    return caller.may(AccessRole.VIEWER)
        ? pages.show("now", caller, request, now.of(caller))
        : HttpResponse.seeOther(URI.create("/account"));
  }
}
