package io.promansible.door;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.cookie.Cookie;
import io.micronaut.http.cookie.SameSite;
import java.time.Duration;
import java.util.Optional;

/** The cookie that holds the secret of a session. */
public final class SessionCookie {
  /** Its name. */
  public static final String NAME = "promansible_session";

  private SessionCookie() {}

  /** The secret that a browser sent; empty when it sent none. */
  public static Optional<String> of(HttpRequest<?> request) {
    return request.getCookies().findCookie(NAME).map(Cookie::getValue).filter(v -> !v.isBlank());
  }

  /**
   * A cookie of ours, which no script can read and no other site's form sends.
   *
   * @param secure whether the browser is to send it by TLS only
   */
  public static Cookie make(String name, String value, String path, Duration life, boolean secure) {
    return Cookie.of(name, value)
        .httpOnly(true)
        .secure(secure)
        .sameSite(SameSite.Lax)
        .path(path)
        .maxAge(life);
  }
}
