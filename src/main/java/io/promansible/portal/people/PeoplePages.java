package io.promansible.portal.people;

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
import io.promansible.fault.InputFault;
import io.promansible.fault.NotFound;
import io.promansible.http.RequestThreads;
import io.promansible.identity.Account;
import io.promansible.identity.Accounts;
import io.promansible.login.Principals;
import io.promansible.portal.Pages;
import io.promansible.portal.Viewer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /people}: accounts, for admins. */
@Controller("/people")
@PageRoute
@ExecuteOn(RequestThreads.REQUESTS)
final class PeoplePages {
  private final Accounts accounts;
  private final Principals principals;
  private final Pages pages;

  PeoplePages(Accounts accounts, Principals principals, Pages pages) {
    this.accounts = accounts;
    this.principals = principals;
    this.pages = pages;
  }

  @Get
  HttpResponse<?> list(Principal caller, HttpRequest<?> request) {
    return page(HttpStatus.OK, caller, request, null, null);
  }

  @Post("/add")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  HttpResponse<?> add(@Body Map<String, String> fields, Principal caller, HttpRequest<?> request) {
    return change(
        fields,
        caller,
        request,
        () -> {
          String name = fields.getOrDefault("name", "").strip();
          accounts.add(
              caller.name(),
              name,
              role(fields),
              TokenPages.words(fields.get("groups")),
              fields.getOrDefault("password", ""));
          return name + " can log in now.";
        });
  }

  @Post("/change")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  HttpResponse<?> change(
      @Body Map<String, String> fields, Principal caller, HttpRequest<?> request) {
    return change(
        fields,
        caller,
        request,
        () -> {
          Account account = other(fields, caller);
          accounts.change(caller.name(), account, role(fields), null);
          return "The role of " + account.name() + " is changed.";
        });
  }

  @Post("/password")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  HttpResponse<?> password(
      @Body Map<String, String> fields, Principal caller, HttpRequest<?> request) {
    return change(
        fields,
        caller,
        request,
        () -> {
          Account account = other(fields, caller);
          accounts.password(caller.name(), account, fields.getOrDefault("password", ""), null);
          return "The password of " + account.name() + " is set, and open sessions are ended.";
        });
  }

  @Post("/disable")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  HttpResponse<?> disable(
      @Body Map<String, String> fields, Principal caller, HttpRequest<?> request) {
    return change(
        fields,
        caller,
        request,
        () -> {
          Account account = other(fields, caller);
          boolean disabled = "true".equals(fields.get("disabled"));
          accounts.disable(caller.name(), account, disabled);
          return account.name() + (disabled ? " can no longer log in." : " can log in again.");
        });
  }

  /** A change by a form; returns what to tell the person. */
  private interface Change {
    String make();
  }

  private HttpResponse<?> change(
      Map<String, String> fields, Principal caller, HttpRequest<?> request, Change change) {
    Csrf.require(request, fields);
    try {
      return page(HttpStatus.OK, caller, request, null, change.make());
    } catch (InputFault e) {
      return page(HttpStatus.BAD_REQUEST, caller, request, e.getMessage(), null);
    }
  }

  private Account other(Map<String, String> fields, Principal caller) {
    String name = fields.getOrDefault("name", "");
    if (name.equals(caller.name())) {
      throw new InputFault("name", "is yourself; another admin must do this");
    }
    return accounts.find(name).orElseThrow(() -> new NotFound("no user '" + name + "'"));
  }

  private static @Nullable AccessRole role(Map<String, String> fields) {
    String role = fields.getOrDefault("role", PeoplePage.NO_ROLE);
    return role.equals(PeoplePage.NO_ROLE) ? null : TokenPages.role(role);
  }

  private HttpResponse<?> page(
      HttpStatus status,
      Principal caller,
      HttpRequest<?> request,
      @Nullable String fault,
      @Nullable String done) {
    PeoplePage page =
        new PeoplePage(
            accounts.all().stream()
                .map(account ->
                    PeoplePage.Person.of(account, principals.of(account).rights().text()))
                .toList(),
            PeoplePage.allRoles(),
            fault,
            done);
    return pages.page(status, "people", Map.of("viewer", Viewer.of(caller, request), "page", page));
  }
}
