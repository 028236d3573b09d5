package io.promansible.door;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.promansible.http.Problem;
import io.promansible.identity.Sessions.Opened;
import org.jspecify.annotations.Nullable;

/** Requests that a page of another site makes a browser send. */
final class Forgery {
  private Forgery() {}

  /** Refuses what a page of another site made a browser send with our cookie. */
  static @Nullable HttpResponse<?> refuse(
      HttpRequest<?> request, Opened session, boolean page, boolean foreignOrigin) {
    if (foreignOrigin) {
      return foreign(request);
    }
    boolean changes =
        request.getMethod() != HttpMethod.GET && request.getMethod() != HttpMethod.HEAD;
    return changes && !page && !Csrf.holds(session, request.getHeaders().get(Csrf.HEADER))
        ? Problem.of(
            HttpStatus.FORBIDDEN,
            "the header %s is missing or wrong; /api/v1/me gives it. Programs use a token instead"
                .formatted(Csrf.HEADER))
        : null;
  }

  static HttpResponse<?> foreign(HttpRequest<?> request) {
    return Problem.of(
        HttpStatus.FORBIDDEN,
        "the page %s may not speak for a person who is logged in here"
            .formatted(request.getHeaders().get(HttpHeaders.ORIGIN)));
  }
}
