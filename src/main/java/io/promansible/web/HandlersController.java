package io.promansible.web;

import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.promansible.access.AccessRole;
import io.promansible.handler.Handler;
import io.promansible.handler.Handlers;
import io.promansible.label.Matcher;
import io.promansible.settings.Durations;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/handlers}: which alerts start which roles. */
@Controller("/api/v1/handlers")
@Needs(AccessRole.VIEWER)
final class HandlersController {
  /** A handler as the API shows it; those of the file are read-only here. */
  record HandlerView(
      String name,
      String origin,
      List<String> matchers,
      String target,
      List<String> roles,
      @Nullable String mode,
      boolean check,
      String timeout,
      Map<String, String> verify) {
    static HandlerView of(Handler handler) {
      return new HandlerView(
          handler.name(),
          "file",
          handler.matchers().all().stream().map(Matcher::toString).toList(),
          handler.target(),
          handler.roles(),
          Parameters.shown(handler.mode()),
          handler.check(),
          Durations.format(handler.timeout()),
          Map.of(
              "within", Durations.format(handler.verify().within()),
              "hold", Durations.format(handler.verify().hold())));
    }
  }

  private final Supplier<Handlers> handlers;

  HandlersController(Supplier<Handlers> handlers) {
    this.handlers = handlers;
  }

  @Get
  Map<String, List<HandlerView>> list() {
    return Map.of("handlers", handlers.get().all().stream().map(HandlerView::of).toList());
  }
}
