package io.promansible.portal.entry;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.cookie.Cookie;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.promansible.access.LoginProvider;
import io.promansible.door.AccessFilter;
import io.promansible.door.Csrf;
import io.promansible.door.PageRoute;
import io.promansible.door.Public;
import io.promansible.door.SessionCookie;
import io.promansible.http.RequestThreads;
import io.promansible.identity.Sessions.Opened;
import io.promansible.login.LogIn;
import io.promansible.login.oidc.OidcLogin;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** {@code /logout}: here, and at the provider of the log-in. */
@Controller
@PageRoute
@ExecuteOn(RequestThreads.REQUESTS)
final class LogOutPages {
  static final String PATH = "/logout";

  // The provider's token lies with the browser, so that no database holds it.
  static final String ID_TOKEN = "promansible_id_token";

  private final LogIn logIn;
  private final OidcLogin oidc;
  private final Browser browser;

  LogOutPages(LogIn logIn, OidcLogin oidc, Browser browser) {
    this.logIn = logIn;
    this.oidc = oidc;
    this.browser = browser;
  }

  @Post(PATH)
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @Public(asksCaller = true)
  HttpResponse<?> logOut(@Body Map<String, String> fields, HttpRequest<?> request) {
    Csrf.require(request, fields);
    Optional<Opened> session = AccessFilter.sessionOf(request);
    session.ifPresent(opened -> logIn.out(opened));
    URI back = URI.create(browser.address(request) + "/login");
    URI next =
        session
            .filter(opened -> opened.account().provider() == LoginProvider.OIDC)
            .flatMap(opened -> oidc.logOut(idToken(request), back))
            .orElse(back);
    return HttpResponse.seeOther(next)
        .cookie(browser.cookie(request, SessionCookie.NAME, "", "/", Duration.ZERO))
        .cookie(browser.cookie(request, ID_TOKEN, "", PATH, Duration.ZERO));
  }

  private static @org.jspecify.annotations.Nullable String idToken(HttpRequest<?> request) {
    return request.getCookies().findCookie(ID_TOKEN).map(Cookie::getValue).orElse(null);
  }
}
