package io.promansible.portal.entry;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.cookie.Cookie;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.promansible.door.PageRoute;
import io.promansible.door.Public;
import io.promansible.http.RequestThreads;
import io.promansible.login.LogIn;
import io.promansible.login.LogIn.Result;
import io.promansible.login.oidc.OidcFault;
import io.promansible.login.oidc.OidcLogin;
import io.promansible.login.oidc.OidcLogin.Begun;
import io.promansible.login.oidc.OidcLogin.Confirmed;
import io.promansible.portal.Pages;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /login/oidc}: to the provider of OpenID Connect, and back. */
@Controller("/login/oidc")
@PageRoute
@ExecuteOn(RequestThreads.LOGIN)
final class OidcPages {
  private static final Logger LOG = LoggerFactory.getLogger(OidcPages.class);
  private static final String FLOW = "promansible_oidc";
  private static final String PATH = "/login/oidc";
  private static final Duration FLOW_LIFE = Duration.ofMinutes(10);

  private final OidcLogin oidc;
  private final LogIn logIn;
  private final Browser browser;
  private final Pages pages;

  OidcPages(OidcLogin oidc, LogIn logIn, Browser browser, Pages pages) {
    this.oidc = oidc;
    this.logIn = logIn;
    this.browser = browser;
    this.pages = pages;
  }

  /** Sends the browser to the provider. */
  @Get("{?next}")
  @Public
  HttpResponse<?> begin(@Nullable String next, HttpRequest<?> request) {
    try {
      Begun begun = oidc.begin(redirect(request), Pages.inside(next).toString());
      return HttpResponse.seeOther(begun.provider())
          .cookie(browser.cookie(request, FLOW, begun.cookie(), PATH, FLOW_LIFE));
    } catch (OidcFault e) {
      return failed(HttpStatus.BAD_GATEWAY, e);
    }
  }

  /** The provider has sent the browser back. */
  @Get("/callback")
  @Public
  HttpResponse<?> end(HttpRequest<?> request) {
    String kept = request.getCookies().findCookie(FLOW).map(Cookie::getValue).orElse(null);
    Cookie used = browser.cookie(request, FLOW, "", PATH, Duration.ZERO);
    try {
      URI answer = URI.create(browser.address(request) + request.getUri());
      Confirmed confirmed = oidc.end(answer, redirect(request), kept);
      return switch (logIn.by(confirmed.identity(), browser.origin(request))) {
        case Result.In(var secret) ->
            browser
                .entered(request, secret, Pages.inside(confirmed.next()).toString())
                .cookie(used)
                .cookie(
                    browser.cookie(
                        request,
                        LogOutPages.ID_TOKEN,
                        confirmed.idToken(),
                        LogOutPages.PATH,
                        Duration.ofDays(7)));
        case Result.Refused(var why) ->
            pages.message(HttpStatus.FORBIDDEN, "You are not let in", why).cookie(used);
        case Result.Later(var pause) ->
            pages.message(
                HttpStatus.TOO_MANY_REQUESTS, "Later", "try again in " + pause.toSeconds() + " s");
      };
    } catch (OidcFault e) {
      return failed(HttpStatus.BAD_GATEWAY, e).cookie(used);
    }
  }

  private URI redirect(HttpRequest<?> request) {
    return URI.create(browser.address(request) + PATH + "/callback");
  }

  private io.micronaut.http.MutableHttpResponse<?> failed(HttpStatus status, OidcFault fault) {
    LOG.warn("a log-in failed: {}", fault.getMessage());
    return pages.message(status, "The log-in failed", String.valueOf(fault.getMessage()));
  }
}
