package io.promansible.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.micronaut.context.annotation.Primary;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.core.convert.exceptions.ConversionErrorException;
import io.micronaut.data.connection.exceptions.ConnectionException;
import io.micronaut.data.exceptions.DataAccessException;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.ConversionErrorHandler;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import io.micronaut.http.server.exceptions.response.Error;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import io.micronaut.transaction.exceptions.TransactionException;
import io.promansible.database.Outage;
import io.promansible.fault.Conflict;
import io.promansible.fault.Forbidden;
import io.promansible.fault.InputFault;
import io.promansible.fault.NotFound;
import io.promansible.fault.WorldFault;
import io.promansible.settings.Nearest;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Maps faults to status codes: the caller's 400, the world's 503, our own 500. */
final class Faults {
  private static final Logger LOG = LoggerFactory.getLogger(Faults.class);
  private static final String OURS = "an error of Promansible itself; its log says more";

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

  /** What the caller may not do. */
  @Singleton
  static final class NotAllowed implements ExceptionHandler<Forbidden, HttpResponse<?>> {
    @Override
    @SuppressWarnings("rawtypes")
    public HttpResponse<?> handle(HttpRequest request, Forbidden fault) {
      return Problem.of(HttpStatus.FORBIDDEN, String.valueOf(fault.getMessage()));
    }
  }

  /** What is not there, or not for the caller to see. */
  @Singleton
  static final class Missing implements ExceptionHandler<NotFound, HttpResponse<?>> {
    @Override
    @SuppressWarnings("rawtypes")
    public HttpResponse<?> handle(HttpRequest request, NotFound fault) {
      return Problem.of(HttpStatus.NOT_FOUND, String.valueOf(fault.getMessage()));
    }
  }

  /** What does not go together with how things are now. */
  @Singleton
  static final class Conflicting implements ExceptionHandler<Conflict, HttpResponse<?>> {
    @Override
    @SuppressWarnings("rawtypes")
    public HttpResponse<?> handle(HttpRequest request, Conflict fault) {
      return Problem.of(HttpStatus.CONFLICT, String.valueOf(fault.getMessage()));
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

  /** Whether SQLSTATE has class 22: a value is wrong, and sending it again does not help. */
  private static boolean isOfValue(Throwable fault) {
    return Stream.iterate(fault, Objects::nonNull, Throwable::getCause)
        .limit(20)
        .filter(SQLException.class::isInstance)
        .map(cause -> String.valueOf(((SQLException) cause).getSQLState()))
        .anyMatch(state -> state.startsWith("22"));
  }

  /** Answers a fault of the database; its exceptions have several base classes. */
  private static HttpResponse<?> database(HttpRequest<?> request, RuntimeException fault) {
    if (isOfValue(fault)) {
      return Problem.of(
          HttpStatus.BAD_REQUEST, "a value is too long, or lies outside of what can be stored");
    }
    LOG.warn("{} {}: the database: {}", request.getMethod(), request.getPath(), fault.toString());
    return Problem.of(
        HttpStatus.SERVICE_UNAVAILABLE, "the database does not answer; try again later");
  }

  /** The database failed while it read or wrote. */
  @Singleton
  static final class DataAccess implements ExceptionHandler<DataAccessException, HttpResponse<?>> {
    @Override
    @SuppressWarnings("rawtypes")
    public HttpResponse<?> handle(HttpRequest request, DataAccessException fault) {
      return database(request, fault);
    }
  }

  /** The database could not be connected to. */
  @Singleton
  static final class Connecting implements ExceptionHandler<ConnectionException, HttpResponse<?>> {
    @Override
    @SuppressWarnings("rawtypes")
    public HttpResponse<?> handle(HttpRequest request, ConnectionException fault) {
      return database(request, fault);
    }
  }

  /** The database failed while it committed. */
  @Singleton
  static final class Committing implements ExceptionHandler<TransactionException, HttpResponse<?>> {
    @Override
    @SuppressWarnings("rawtypes")
    public HttpResponse<?> handle(HttpRequest request, TransactionException fault) {
      return database(request, fault);
    }
  }

  /** Anything else: a connection may break at any place, and comes in any wrapping. */
  @Singleton
  static final class Unforeseen implements ExceptionHandler<RuntimeException, HttpResponse<?>> {
    @Override
    @SuppressWarnings("rawtypes")
    public HttpResponse<?> handle(HttpRequest request, RuntimeException fault) {
      if (Outage.isOne(fault)) {
        return database(request, fault);
      }
      LOG.error("{} {} failed", request.getMethod(), request.getPath(), fault);
      return Problem.of(HttpStatus.INTERNAL_SERVER_ERROR, OURS);
    }
  }

  /** A body or parameter of the wrong kind, in our words: the library's would name our classes. */
  @Singleton
  @Replaces(ConversionErrorHandler.class)
  static final class Conversions
      implements ExceptionHandler<ConversionErrorException, HttpResponse<?>> {
    @Override
    @SuppressWarnings("rawtypes")
    public HttpResponse<?> handle(HttpRequest request, ConversionErrorException fault) {
      Throwable cause = fault.getConversionError().getCause();
      Throwable deepest = cause;
      while (deepest.getCause() != null && !(deepest instanceof JsonProcessingException)) {
        deepest = deepest.getCause();
      }
      return Problem.of(HttpStatus.BAD_REQUEST, words(deepest, fault.getArgument().getName()));
    }

    private static String words(Throwable cause, String argument) {
      return switch (cause) {
        case UnrecognizedPropertyException unknown -> {
          List<String> known =
              Objects.requireNonNullElse(unknown.getKnownPropertyIds(), List.of()).stream()
                  .map(String::valueOf)
                  .sorted()
                  .toList();
          yield "unknown key '%s'%s"
              .formatted(
                  unknown.getPropertyName(),
                  Nearest.to(unknown.getPropertyName(), known)
                      .map(near -> "; did you mean '" + near + "'?")
                      .orElse("; known here: " + String.join(", ", known)));
        }
        case MismatchedInputException mismatched ->
            "'%s' must be %s"
                .formatted(
                    mismatched.getPath().stream()
                        .map(Reference::getFieldName)
                        .map(String::valueOf)
                        .collect(Collectors.joining(".")),
                    kind(mismatched.getTargetType()));
        case JsonProcessingException broken ->
            "the body is not JSON: " + broken.getOriginalMessage();
        default -> "'" + argument + "' is not of the right kind";
      };
    }

    private static String kind(@Nullable Class<?> type) {
      return type == Integer.class || type == int.class
          ? "a whole number"
          : type == Boolean.class || type == boolean.class ? "true or false" : "a text";
    }
  }

  /** Errors of Micronaut itself (404, 405, 413, 415…), also as {@link Problem}. */
  @Singleton
  @Primary
  static final class Frameworks implements ErrorResponseProcessor<Problem> {
    private static String plain(String message) {
      if (message.startsWith("Required Body")) {
        return "a body is missing; send a JSON object";
      }
      return message.startsWith("Invalid JSON: ")
          ? "the body is not JSON: "
              + message.substring("Invalid JSON: ".length()).replaceFirst("(?s)\\n at .*", "")
          : message;
    }

    @Override
    public MutableHttpResponse<Problem> processResponse(
        ErrorContext context, MutableHttpResponse<?> response) {
      HttpStatus status = HttpStatus.valueOf(response.code());
      String detail =
          response.code() == HttpStatus.REQUEST_ENTITY_TOO_LARGE.getCode()
              ? "the body is larger than intake.body_max allows"
              : response.code() >= HttpStatus.INTERNAL_SERVER_ERROR.getCode()
                  ? OURS
                  : context.getErrors().stream()
                      .map(Error::getMessage)
                      .map(Frameworks::plain)
                      .findFirst()
                      .orElse(status.getReason());
      MutableHttpResponse<Problem> problem = Problem.of(status, detail);
      // Keep the headers, such as Allow on a 405.
      response
          .getHeaders()
          .forEach((name, values) -> values.forEach(value -> problem.header(name, value)));
      problem.contentType(Problem.MEDIA_TYPE);
      return problem;
    }
  }
}
