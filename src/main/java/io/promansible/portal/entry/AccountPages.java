package io.promansible.portal.entry;

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
import io.promansible.door.AccessFilter;
import io.promansible.door.Csrf;
import io.promansible.door.PageRoute;
import io.promansible.door.RequiresRole;
import io.promansible.fault.InputFault;
import io.promansible.http.RequestThreads;
import io.promansible.login.OwnPassword;
import io.promansible.portal.Pages;
import io.promansible.portal.Viewer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /account}: who one is, and the own password. */
@Controller
@PageRoute
@ExecuteOn(RequestThreads.REQUESTS)
@RequiresRole(AccessRole.INVENTORY)
final class AccountPages {
  private final OwnPassword passwords;
  private final Browser browser;
  private final Pages pages;

  AccountPages(OwnPassword passwords, Browser browser, Pages pages) {
    this.passwords = passwords;
    this.browser = browser;
    this.pages = pages;
  }

  @Get("/account")
  HttpResponse<?> account(Principal caller, HttpRequest<?> request) {
    return page(HttpStatus.OK, caller, request, null, null);
  }

  @Post("/account/password")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  HttpResponse<?> password(
      @Body Map<String, String> fields, Principal caller, HttpRequest<?> request) {
    Csrf.require(request, fields);
    try {
      passwords.change(
          AccessFilter.sessionOf(request)
              .orElseThrow(() -> new InputFault("old", "belongs to a person; log in first")),
          fields.getOrDefault("old", ""),
          fields.getOrDefault("password", ""),
          browser.origin(request));
      return page(HttpStatus.OK, caller, request, null, "The password is changed.");
    } catch (InputFault e) {
      return page(HttpStatus.BAD_REQUEST, caller, request, e.getMessage(), null);
    }
  }

  private HttpResponse<?> page(
      HttpStatus status,
      Principal caller,
      HttpRequest<?> request,
      @Nullable String fault,
      @Nullable String done) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    values.put("viewer", Viewer.of(caller, request));
    values.put("fault", fault);
    values.put("done", done);
    return pages.page(status, "account", values);
  }
}
