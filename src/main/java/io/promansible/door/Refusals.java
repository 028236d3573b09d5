package io.promansible.door;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.promansible.access.AccessRole;
import io.promansible.access.Principal;
import io.promansible.http.Problem;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** What callers are told who are not let in. */
final class Refusals {
  private Refusals() {}

  static HttpResponse<?> unknown(HttpRequest<?> request, boolean page, boolean wrong) {
    if (page) {
      return toLogIn(request);
    }
    return Problem.of(
            HttpStatus.UNAUTHORIZED,
            wrong
                ? "a token is missing, or it is wrong, expired or revoked; or the session is over"
                : "a token is missing, or it is wrong")
        .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"promansible\"");
  }

  static HttpResponse<?> toLogIn(HttpRequest<?> request) {
    String back =
        request.getMethod() == HttpMethod.GET
            ? "?next=" + URLEncoder.encode(request.getUri().toString(), StandardCharsets.UTF_8)
            : "";
    return HttpResponse.seeOther(URI.create("/login" + back));
  }

  static HttpResponse<?> lacking(Principal caller, AccessRole needed) {
    return Problem.of(
        HttpStatus.FORBIDDEN,
        "%s may not do this; it needs one of the role %s"
            .formatted(
                switch (caller.kind()) {
                  case ANONYMOUS ->
                      "a caller without a token (the admin token is admin.token in the data folder)";
                  case TOKEN -> "the token '" + caller.name() + "'";
                  case PERSON -> "'" + caller.name() + "'";
                },
                needed.text()));
  }
}
