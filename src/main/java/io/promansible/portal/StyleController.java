package io.promansible.portal;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.promansible.door.Public;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** {@code /portal.css}: how pages look. */
@Controller
final class StyleController {
  private final byte[] style;

  StyleController() throws IOException {
    try (InputStream in = StyleController.class.getResourceAsStream("/portal/portal.css")) {
      style = Objects.requireNonNull(in).readAllBytes();
    }
  }

  @Get(value = "/portal.css", produces = "text/css")
  @Public
  HttpResponse<byte[]> style() {
    return HttpResponse.ok(style).header("Cache-Control", "max-age=300");
  }
}
