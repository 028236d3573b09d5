package io.promansible.portal.entry;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.cookie.Cookie;
import io.micronaut.http.exceptions.HttpStatusException;
import io.promansible.door.Csrf;
import io.promansible.door.SessionCookie;
import io.promansible.door.TrustedProxies;
import io.promansible.identity.IdentitySettings;
import io.promansible.identity.RandomSecret;
import io.promansible.identity.Sessions;
import io.promansible.identity.Sessions.Origin;
import io.promansible.portal.Pages;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/** What the log-in gives to a browser and takes from it: cookies, and the CSRF token before it. */
@Singleton
final class Browser {
  private static final String FORM = "promansible_form";
  private static final Duration FORM_LIFE = Duration.ofHours(1);

  private final Supplier<TrustedProxies> proxies;
  private final Supplier<IdentitySettings> settings;
  private final Sessions sessions;

  Browser(
      Supplier<TrustedProxies> proxies, Supplier<IdentitySettings> settings, Sessions sessions) {
    this.proxies = proxies;
    this.settings = settings;
    this.sessions = sessions;
  }

  /** A form for who has no session: its token belongs to the cookie. */
  record Fresh(String csrf, Cookie cookie) {}

  /** Makes the token of a form for who has no session; a form that is open in a tab stays good. */
  Fresh fresh(HttpRequest<?> request) {
    String secret =
        request.getCookies().findCookie(FORM).map(Cookie::getValue).orElseGet(RandomSecret::next);
    return new Fresh(token(secret), cookie(request, FORM, secret, "/", FORM_LIFE));
  }

  /**
   * Checks that a form without a session comes from a page that we gave this very browser.
   *
   * @throws HttpStatusException when it does not
   */
  void requireFresh(HttpRequest<?> request, Map<String, String> fields) {
    String sent = fields.getOrDefault(Csrf.FIELD, "");
    boolean ours =
        request
            .getCookies()
            .findCookie(FORM)
            .filter(cookie -> RandomSecret.same(token(cookie.getValue()), sent))
            .isPresent();
    if (proxies.get().foreignOrigin(request) || !ours) {
      throw new HttpStatusException(
          HttpStatus.FORBIDDEN,
          "this form did not come from a page of Promansible that is open in this browser, or cookies are off; load the page again, then try once more");
    }
  }

  private static String token(String secret) {
    return RandomSecret.digest("form " + secret);
  }

  /** From where a person logs in. */
  Origin origin(HttpRequest<?> request) {
    return new Origin(proxies.get().client(request), Pages.agent(request));
  }

  /** Hands out the cookie of a new session, and ends the one that this browser had before. */
  MutableHttpResponse<?> entered(HttpRequest<?> request, String secret, String next) {
    SessionCookie.of(request).ifPresent(sessions::end);
    return HttpResponse.seeOther(URI.create(next))
        .cookie(cookie(request, SessionCookie.NAME, secret, "/", settings.get().whole()));
  }

  /** A cookie of ours. */
  Cookie cookie(HttpRequest<?> request, String name, String value, String path, Duration life) {
    return SessionCookie.make(name, value, path, life, proxies.get().secure(request));
  }

  /** The address of this service as the browser sees it. */
  String address(HttpRequest<?> request) {
    return proxies.get().origin(request);
  }
}
