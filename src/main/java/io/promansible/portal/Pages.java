package io.promansible.portal;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.promansible.access.AccessRole;
import io.promansible.access.Principal;
import io.promansible.scope.VisibleFreezes;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Renders the templates. */
@Singleton
public final class Pages {
  private static final Pattern TURNING =
      Pattern.compile(
          "[\\p{Cntrl}\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069&&[^\\n\\r\\t]]");

  private final TemplateEngine engine = TemplateEngine.createPrecompiled(ContentType.Html);
  private final Flash flash;
  private final VisibleFreezes freezes;

  Pages(Flash flash, VisibleFreezes freezes) {
    this.flash = flash;
    this.freezes = freezes;
  }

  /** A page of a template. */
  public MutableHttpResponse<String> page(
      HttpStatus status, String template, Map<String, @Nullable Object> values) {
    StringOutput output = new StringOutput();
    engine.render(template + ".jte", values, output);
    return HttpResponse.<String>status(status)
        .body(upright(output.toString()))
        .contentType(MediaType.of("text/html;charset=utf-8"));
  }

  /**
   * Labels, logs and names come from others; no character of theirs may turn the text of a page.
   */
  private static String upright(String html) {
    return TURNING
        .matcher(html)
        .replaceAll(found -> "&lt;U+%04X&gt;".formatted((int) found.group().charAt(0)));
  }

  /** A page of a template for its viewer, with the notice of what was done before it. */
  public MutableHttpResponse<String> show(
      String template, Principal caller, HttpRequest<?> request, Object model) {
    Notice notice = flash.of(request);
    MutableHttpResponse<String> page =
        show(HttpStatus.OK, template, caller, request, model, notice);
    return notice.equals(Notice.NONE) ? page : page.cookie(flash.shown(request));
  }

  /** A page with a notice of its own. */
  public MutableHttpResponse<String> show(
      HttpStatus status,
      String template,
      Principal caller,
      HttpRequest<?> request,
      Object model,
      Notice notice) {
    return page(
        status,
        template,
        Map.of(
            "viewer", Viewer.of(caller, request, frozen(caller)), "page", model, "notice", notice));
  }

  private String frozen(Principal caller) {
    return caller.may(AccessRole.VIEWER)
        ? freezes.byApi(caller).stream()
            .map(one -> one.scope().equals("all") ? "everything" : one.scope().replace(':', ' '))
            .collect(Collectors.joining(", "))
        : "";
  }

  /** Sends the browser on to a page of ours, which shows the notice once. */
  public MutableHttpResponse<?> on(HttpRequest<?> request, @Nullable String next, Notice notice) {
    return HttpResponse.seeOther(inside(next)).cookie(flash.cookie(request, notice));
  }

  /** A page with nothing but a message. */
  public MutableHttpResponse<String> message(HttpStatus status, String title, String text) {
    return page(status, "message", Map.of("viewer", Viewer.NOBODY, "title", title, "text", text));
  }

  /** A page of ours to go to; the start page for anything that leads elsewhere. */
  public static URI inside(@Nullable String next) {
    boolean ours = next != null && next.matches("/(?![/\\\\])[\\x21-\\x7e&&[^\\\\]]*");
    try {
      return URI.create(ours ? next : "/");
    } catch (IllegalArgumentException e) {
      return URI.create("/");
    }
  }

  /** What a browser calls itself. */
  public static String agent(HttpRequest<?> request) {
    String agent = request.getHeaders().get("User-Agent");
    return agent == null ? "" : agent;
  }
}
