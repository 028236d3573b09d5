package io.promansible.door;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;

/**
 * A request that is not let in, and its answer. A filter that answers later can only go on or fail:
 * Micronaut takes a later null for a service that is gone.
 */
final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient HttpResponse<?> answer;

  Refused(HttpResponse<?> answer) {
    super("refused", null, false, false);
    this.answer = answer;
  }

  /** Gives the answer. */
  @Singleton
  static final class Handler implements ExceptionHandler<Refused, HttpResponse<?>> {
    @Override
    @SuppressWarnings("rawtypes")
    public HttpResponse<?> handle(HttpRequest request, Refused refused) {
      return refused.answer;
    }
  }
}
