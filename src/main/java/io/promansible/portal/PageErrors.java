package io.promansible.portal;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.web.router.RouteAttributes;
import io.promansible.door.AccessFilter;
import io.promansible.door.PageRoute;
import io.promansible.http.Problem;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Shows people a page where programs would get a problem as JSON. */
@ServerFilter("/**")
final class PageErrors {
  private final Pages pages;

  PageErrors(Pages pages) {
    this.pages = pages;
  }

  @ResponseFilter
  @Nullable MutableHttpResponse<?> show(HttpRequest<?> request, MutableHttpResponse<?> response) {
    boolean page =
        RouteAttributes.getRouteMatch(request)
            .filter(route -> route.getAnnotationMetadata().hasAnnotation(PageRoute.class))
            .isPresent();
    Optional<Problem> problem = response.getBody(Problem.class);
    if (!page || problem.isEmpty()) {
      return null;
    }
    Viewer viewer =
        AccessFilter.principalOf(request)
            .map(caller -> Viewer.of(caller, request))
            .orElse(Viewer.NOBODY);
    return pages.page(
        HttpStatus.valueOf(response.code()),
        "message",
        Map.of("viewer", viewer, "title", problem.get().title(), "text", problem.get().detail()));
  }
}
