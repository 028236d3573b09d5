package io.promansible.door;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.util.function.Supplier;

/** Tells browsers what they may do with our answers. */
@ServerFilter("/**")
final class SecurityHeaders {
  private static final String NOTHING = "default-src 'none'; frame-ancestors 'none'";
  // No form-action: browsers apply it to where a log-out leads, too, which is the provider's page.
  private static final String PAGE =
      "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self';"
          + " base-uri 'none'; frame-ancestors 'none'";

  private final Supplier<TrustedProxies> proxies;

  SecurityHeaders(Supplier<TrustedProxies> proxies) {
    this.proxies = proxies;
  }

  @ResponseFilter
  void harden(HttpRequest<?> request, MutableHttpResponse<?> response) {
    // Our text and JSON may hold what others wrote; a browser must not take it for HTML.
    response.header("X-Content-Type-Options", "nosniff");
    boolean page = response.getContentType().filter(MediaType.TEXT_HTML_TYPE::matches).isPresent();
    response.header("Content-Security-Policy", page ? PAGE : NOTHING);
    if (page) {
      response.header("Referrer-Policy", "same-origin");
      response.header("X-Frame-Options", "DENY");
      response.header("Cross-Origin-Opener-Policy", "same-origin");
    }
    if (proxies.get().secure(request)) {
      response.header("Strict-Transport-Security", "max-age=31536000");
    }
    if (!response.getHeaders().contains(HttpHeaders.CACHE_CONTROL)) {
      response.header(HttpHeaders.CACHE_CONTROL, "no-store");
    }
  }
}
