package io.promansible.door;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.promansible.http.Problem;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Without tokens only programs of this machine are served, and our own pages. */
final class LocalOnly {
  // A web page in a browser here could reach loopback by a host name of its own (DNS rebinding).
  private static final Pattern LOCAL_HOST =
      Pattern.compile("(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d{1,5})?");

  // A proxy on this machine calls from loopback, whoever calls the proxy.
  private static final List<String> PROXIED =
      List.of(
          "Forwarded",
          "Via",
          "X-Forwarded-For",
          "X-Forwarded-Host",
          "X-Forwarded-Proto",
          "X-Real-IP");

  private LocalOnly() {}

  /** The refusal of what may come from another machine; null for what does not. */
  static @Nullable HttpResponse<?> refuse(HttpRequest<?> request, boolean foreignOrigin) {
    String host = request.getHeaders().get(HttpHeaders.HOST);
    if (host != null && !LOCAL_HOST.matcher(host.toLowerCase(Locale.ROOT)).matches()) {
      return Problem.of(
          HttpStatus.FORBIDDEN, "without access.tokens only this machine is served, as localhost");
    }
    if (PROXIED.stream().anyMatch(request.getHeaders()::contains)) {
      return Problem.of(
          HttpStatus.FORBIDDEN,
          "without access.tokens nothing that comes by a proxy is answered: it may come from anywhere; configure access.tokens");
    }
    return foreignOrigin
        ? Problem.of(
            HttpStatus.FORBIDDEN, "without access.tokens no web page is answered, whatever it asks")
        : null;
  }
}
