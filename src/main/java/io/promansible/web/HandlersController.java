package io.promansible.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.promansible.access.AccessRole;
import io.promansible.handler.Handler;
import io.promansible.handler.Handlers;
import io.promansible.handler.Parameter;
import io.promansible.label.Matcher;
import io.promansible.settings.Durations;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/handlers}: which alerts start which roles. */
@Controller("/api/v1/handlers")
@Needs(AccessRole.VIEWER)
final class HandlersController {
  /**
   * A handler as the API shows it; those of the file are read-only here.
   *
   * @param labels parameters of its roles that come from labels, each with its label
   */
  record HandlerView(
      String name,
      String origin,
      List<String> matchers,
      String target,
      List<String> roles,
      @Nullable String mode,
      @JsonProperty("class") @Nullable String risk,
      Map<String, String> labels,
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
          Parameters.shown(handler.risk()),
          labels(handler),
          handler.check(),
          Durations.format(handler.timeout()),
          Map.of(
              "within", Durations.format(handler.verify().within()),
              "hold", Durations.format(handler.verify().hold())));
    }

    private static Map<String, String> labels(Handler handler) {
      Map<String, String> labels = new TreeMap<>();
      for (Parameter parameter : handler.parameters()) {
        parameter
            .from()
            .ifPresent(source -> labels.put(parameter.argument().name(), source.label()));
      }
      return labels;
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
