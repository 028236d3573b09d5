package io.promansible.web;

import io.micronaut.context.annotation.Primary;
import io.micronaut.data.connection.exceptions.ConnectionException;
import io.micronaut.data.exceptions.DataAccessException;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import io.micronaut.http.server.exceptions.response.Error;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import io.micronaut.transaction.exceptions.TransactionException;
import io.promansible.fault.InputFault;
import io.promansible.fault.WorldFault;
import jakarta.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one ladder from faults to status codes: theirs 400, the world's 503, ours 500. */
final class Faults {
  private static final Logger LOG = LoggerFactory.getLogger(Faults.class);

  private Faults() {}

  /** The caller's fault. */
  @Singleton
  static final class Theirs implements ExceptionHandler<InputFault, HttpResponse<?>> {
    @Override
    @SuppressWarnings("rawtypes")
    public HttpResponse<?> handle(HttpRequest request, InputFault fault) {
      String detail = String.valueOf(fault.getMessage());
      return Problem.of(HttpStatus.BAD_REQUEST, detail, fault.findings());
    }
  }

  /** The world's fault: worth another try later, which is what 503 says to Alertmanager. */
  @Singleton
  static final class TheWorlds implements ExceptionHandler<WorldFault, HttpResponse<?>> {
    @Override
    @SuppressWarnings("rawtypes")
    public HttpResponse<?> handle(HttpRequest request, WorldFault fault) {
      LOG.warn("{} {}: {}", request.getMethod(), request.getPath(), fault.getMessage());
      return Problem.of(HttpStatus.SERVICE_UNAVAILABLE, String.valueOf(fault.getMessage()));
    }
  }

  /** The database's fault, which comes in several families. */
  private static HttpResponse<?> database(HttpRequest<?> request, RuntimeException fault) {
    LOG.warn("{} {}: the database: {}", request.getMethod(), request.getPath(), fault.toString());
    return Problem.of(
        HttpStatus.SERVICE_UNAVAILABLE, "the database does not answer; try again later");
  }

  /** While it reads or writes. */
  @Singleton
  static final class DataAccess implements ExceptionHandler<DataAccessException, HttpResponse<?>> {
    @Override
    @SuppressWarnings("rawtypes")
    public HttpResponse<?> handle(HttpRequest request, DataAccessException fault) {
      return database(request, fault);
    }
  }

  /** While it connects. */
  @Singleton
  static final class Connecting implements ExceptionHandler<ConnectionException, HttpResponse<?>> {
    @Override
    @SuppressWarnings("rawtypes")
    public HttpResponse<?> handle(HttpRequest request, ConnectionException fault) {
      return database(request, fault);
    }
  }

  /** While it commits. */
  @Singleton
  static final class Committing implements ExceptionHandler<TransactionException, HttpResponse<?>> {
    @Override
    @SuppressWarnings("rawtypes")
    public HttpResponse<?> handle(HttpRequest request, TransactionException fault) {
      return database(request, fault);
    }
  }

  /** What Micronaut refuses by itself (404, 405, 413, 415…), in the same form. */
  @Singleton
  @Primary
  static final class Frameworks implements ErrorResponseProcessor<Problem> {
    @Override
    public MutableHttpResponse<Problem> processResponse(
        ErrorContext context, MutableHttpResponse<?> response) {
      HttpStatus status = HttpStatus.valueOf(response.code());
      String detail =
          response.code() == HttpStatus.REQUEST_ENTITY_TOO_LARGE.getCode()
              ? "the body is larger than intake.body_max allows"
              : response.code() >= HttpStatus.INTERNAL_SERVER_ERROR.getCode()
                  ? "an error of Promansible itself; its log says more"
                  : context.getErrors().stream()
                      .map(Error::getMessage)
                      .findFirst()
                      .orElse(status.getReason());
      MutableHttpResponse<Problem> problem = Problem.of(status, detail);
      // Such as Allow on a 405.
      response
          .getHeaders()
          .forEach((name, values) -> values.forEach(value -> problem.header(name, value)));
      problem.contentType(Problem.MEDIA_TYPE);
      return problem;
    }
  }
}
