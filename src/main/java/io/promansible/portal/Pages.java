package io.promansible.portal;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Renders the templates. */
@Singleton
final class Pages {
  private final TemplateEngine engine = TemplateEngine.createPrecompiled(ContentType.Html);

  /** A page of a template. */
  MutableHttpResponse<String> page(
      HttpStatus status, String template, Map<String, @Nullable Object> values) {
    StringOutput output = new StringOutput();
    engine.render(template + ".jte", values, output);
    return HttpResponse.<String>status(status)
        .body(output.toString())
        .contentType(MediaType.of("text/html;charset=utf-8"));
  }

  /** A page with nothing but a message. */
  MutableHttpResponse<String> message(HttpStatus status, String title, String text) {
    return page(status, "message", Map.of("viewer", Viewer.NOBODY, "title", title, "text", text));
  }

  /** A page of ours to go to; the start page for anything that leads elsewhere. */
  static URI inside(@Nullable String next) {
    boolean ours = next != null && next.matches("/(?![/\\\\])[\\x21-\\x7e&&[^\\\\]]*");
    try {
      return URI.create(ours ? next : "/");
    } catch (IllegalArgumentException e) {
      return URI.create("/");
    }
  }

  /** What a browser calls itself. */
  static String agent(HttpRequest<?> request) {
    String agent = request.getHeaders().get("User-Agent");
    return agent == null ? "" : agent;
  }
}
