package io.promansible.portal.operation;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.promansible.access.AccessRole;
import io.promansible.access.Principal;
import io.promansible.door.PageRoute;
import io.promansible.door.RequiresRole;
import io.promansible.http.RequestThreads;
import io.promansible.portal.Pages;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;

/** {@code /openapi}: the description of the API that the build makes, and a page that shows it. */
@Controller
@PageRoute
@ExecuteOn(RequestThreads.REQUESTS)
@RequiresRole(AccessRole.VIEWER)
final class OpenApiPages {
  private static final String DESCRIPTION = "/META-INF/swagger/promansible.yml";

  private final Pages pages;

  OpenApiPages(Pages pages) {
    this.pages = pages;
  }

  @Get("/openapi")
  HttpResponse<?> page(Principal caller, HttpRequest<?> request) {
    return pages.show("operation/openapi", caller, request, Map.of());
  }

  /** The description itself, as OpenAPI 3. */
  @Get("/openapi.yml")
  HttpResponse<byte[]> description() throws IOException {
    try (InputStream in = OpenApiPages.class.getResourceAsStream(DESCRIPTION)) {
      return HttpResponse.ok(Objects.requireNonNull(in).readAllBytes())
          .contentType(MediaType.of("application/yaml;charset=utf-8"));
    }
  }
}
