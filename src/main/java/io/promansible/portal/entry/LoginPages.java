package io.promansible.portal.entry;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.promansible.door.PageRoute;
import io.promansible.door.Public;
import io.promansible.fault.InputFault;
import io.promansible.http.RequestThreads;
import io.promansible.identity.FirstAdmin;
import io.promansible.login.LogIn;
import io.promansible.login.LogIn.Result;
import io.promansible.login.oidc.OidcLogin;
import io.promansible.portal.Pages;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /login} and {@code /setup}: by name and password, and the first account. */
@Controller
@PageRoute
@ExecuteOn(RequestThreads.LOGIN)
final class LoginPages {
  private final LogIn logIn;
  private final FirstAdmin first;
  private final OidcLogin oidc;
  private final Browser browser;
  private final Pages pages;

  LoginPages(LogIn logIn, FirstAdmin first, OidcLogin oidc, Browser browser, Pages pages) {
    this.logIn = logIn;
    this.first = first;
    this.oidc = oidc;
    this.browser = browser;
    this.pages = pages;
  }

  @Get("/login{?next}")
  @Public
  HttpResponse<?> form(@Nullable String next, HttpRequest<?> request) {
    return form(request, HttpStatus.OK, Pages.inside(next).toString(), "", null);
  }

  private MutableHttpResponse<?> form(
      HttpRequest<?> request, HttpStatus status, String next, String name, @Nullable String fault) {
    Browser.Fresh fresh = browser.fresh(request);
    LoginForm form =
        new LoginForm(
            fresh.csrf(), next, name, fault, oidc.name().orElse(null), first.code().isPresent());
    return pages.page(status, "login", Map.of("form", form)).cookie(fresh.cookie());
  }

  /** Logs in; the answer to a wrong password is the same whether there is such an account. */
  @Post("/login")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @Public
  HttpResponse<?> logIn(@Body Map<String, String> fields, HttpRequest<?> request) {
    browser.requireFresh(request, fields);
    String next = Pages.inside(fields.get("next")).toString();
    String name = fields.getOrDefault("username", "").strip();
    String password = fields.getOrDefault("password", "");
    Result result = logIn.byPassword(name, password, browser.origin(request));
    return switch (result) {
      case Result.In(var secret) -> browser.entered(request, secret, next);
      case Result.Refused(var why) -> form(request, HttpStatus.UNAUTHORIZED, next, name, why);
      case Result.Later(var pause) ->
          form(request, HttpStatus.TOO_MANY_REQUESTS, next, name, later(pause))
              .header("Retry-After", Long.toString(pause.toSeconds() + 1));
    };
  }

  private static String later(Duration pause) {
    return "too many log-ins failed; try again in %d s".formatted(pause.toSeconds() + 1);
  }

  /**
   * The form of the first account.
   *
   * @param next a page of ours to go to afterwards
   */
  @Get("/setup{?code,next}")
  @Public
  HttpResponse<?> setup(
      @QueryValue(defaultValue = "") String code, @Nullable String next, HttpRequest<?> request) {
    return setup(request, HttpStatus.OK, code, Pages.inside(next).toString(), "", null);
  }

  private HttpResponse<?> setup(
      HttpRequest<?> request,
      HttpStatus status,
      String code,
      String next,
      String name,
      @Nullable String fault) {
    if (!first.holds(code)) {
      return pages.message(
          HttpStatus.FORBIDDEN,
          "The first account",
          "this link is used up, or not the one of this service's log");
    }
    Browser.Fresh fresh = browser.fresh(request);
    LoginForm form = new LoginForm(fresh.csrf(), next, name, fault, null, true);
    return pages.page(status, "setup", Map.of("form", form, "code", code)).cookie(fresh.cookie());
  }

  @Post("/setup")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @Public
  HttpResponse<?> makeFirst(@Body Map<String, String> fields, HttpRequest<?> request) {
    browser.requireFresh(request, fields);
    String code = fields.getOrDefault("code", "");
    String next = Pages.inside(fields.get("next")).toString();
    String name = fields.getOrDefault("username", "").strip();
    String password = fields.getOrDefault("password", "");
    try {
      first.make(code, name, password);
    } catch (InputFault e) {
      return setup(request, HttpStatus.BAD_REQUEST, code, next, name, e.getMessage());
    }
    return logIn.byPassword(name, password, browser.origin(request)) instanceof Result.In in
        ? browser.entered(request, in.secret(), next)
        : form(request, HttpStatus.OK, next, name, null);
  }
}
