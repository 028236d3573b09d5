package io.promansible.http;

import io.micronaut.core.beans.BeanIntrospection;
import io.micronaut.core.type.Argument;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.RequestBean;
import io.micronaut.web.router.MethodBasedRouteMatch;
import io.micronaut.web.router.RouteMatch;
import io.micronaut.web.router.UriRouteMatch;
import io.promansible.settings.Nearest;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Refuses query parameters that a route does not know: a filter that is ignored shows everything.
 */
public final class UnknownFilters {
  // Parameters that RunSocket reads by hand, as they cannot be bound there.
  private static final Set<String> ELSEWHERE = Set.of("after");

  private UnknownFilters() {}

  private static Argument<?>[] arguments(RouteMatch<?> route) {
    return route instanceof MethodBasedRouteMatch<?, ?> method
        ? method.getArguments()
        : new Argument<?>[0];
  }

  /** A refusal that names the unknown parameters; null when all are known. */
  public static @Nullable HttpResponse<?> of(RouteMatch<?> route, HttpRequest<?> request) {
    Set<String> known = known(route, request);
    List<String> unknown =
        request.getParameters().names().stream().filter(name -> !known.contains(name)).toList();
    return unknown.isEmpty()
        ? null
        : Problem.of(
            HttpStatus.BAD_REQUEST,
            unknown.stream().map(name -> said(name, known)).collect(Collectors.joining(", ")));
  }

  private static String said(String name, Set<String> known) {
    String instead =
        Nearest.to(name, known)
            .map(near -> "; did you mean '" + near + "'?")
            .orElse(
                known.isEmpty()
                    ? "; there is none here"
                    : "; known here: " + String.join(", ", known));
    return "unknown parameter '%s'%s".formatted(name, instead);
  }

  private static Set<String> known(RouteMatch<?> route, HttpRequest<?> request) {
    Set<String> known = new TreeSet<>();
    if (request.getPath().endsWith("/live")) {
      known.addAll(ELSEWHERE);
    }
    for (Argument<?> argument : arguments(route)) {
      if (argument.getAnnotationMetadata().hasAnnotation(Header.class)
          || argument.getAnnotationMetadata().hasAnnotation(Body.class)
          || argument.getType().getPackageName().startsWith("io.promansible.access")
          || argument.getType().getPackageName().startsWith("io.promansible.door")
          || HttpRequest.class.isAssignableFrom(argument.getType())) {
        continue;
      }
      if (argument.getAnnotationMetadata().hasAnnotation(RequestBean.class)) {
        known.addAll(
            List.of(BeanIntrospection.getIntrospection(argument.getType()).getPropertyNames()));
      } else {
        known.add(
            argument
                .getAnnotationMetadata()
                .stringValue(QueryValue.class)
                .filter(name -> !name.isEmpty())
                .orElse(argument.getName()));
      }
    }
    if (route instanceof UriRouteMatch<?, ?> uri) {
      known.removeAll(
          uri.getVariableValues().keySet().stream()
              .filter(name -> !request.getParameters().contains(name))
              .toList());
    }
    return known;
  }
}
