package io.promansible.portal;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.cookie.Cookie;
import io.promansible.door.SessionCookie;
import io.promansible.door.TrustedProxies;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.function.Supplier;

/** Carries what was just done to the page that a browser is sent to next, in a cookie. */
@Singleton
final class Flash {
  private static final String NAME = "promansible_notice";
  private static final Duration LIFE = Duration.ofMinutes(1);
  // Browsers refuse cookies above 4 KiB.
  private static final int MOST = 900;
  private static final String FAULT = "!";

  private final Supplier<TrustedProxies> proxies;

  Flash(Supplier<TrustedProxies> proxies) {
    this.proxies = proxies;
  }

  /** The cookie for a notice. */
  Cookie cookie(HttpRequest<?> request, Notice notice) {
    String text = notice.fault() == null ? "" + notice.done() : FAULT + notice.fault();
    return make(
        request,
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(
                text.substring(0, Math.min(MOST, text.length())).getBytes(StandardCharsets.UTF_8)),
        LIFE);
  }

  /** The cookie that ends a notice that was shown. */
  Cookie shown(HttpRequest<?> request) {
    return make(request, "", Duration.ZERO);
  }

  private Cookie make(HttpRequest<?> request, String value, Duration life) {
    return SessionCookie.make(NAME, value, "/", life, proxies.get().secure(request));
  }

  /** What the browser brought along. */
  Notice of(HttpRequest<?> request) {
    return request
        .getCookies()
        .findCookie(NAME)
        .map(Cookie::getValue)
        .map(Flash::read)
        .orElse(Notice.NONE);
  }

  private static Notice read(String value) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(value), StandardCharsets.UTF_8);
      return text.startsWith(FAULT)
          ? Notice.fault(text.substring(1))
          : text.isEmpty() ? Notice.NONE : Notice.done(text);
    } catch (IllegalArgumentException notOurs) {
      return Notice.NONE;
    }
  }
}
