package io.promansible.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.promansible.access.AccessRole;
import io.promansible.access.Principal;
import io.promansible.catalog.HandlerCatalog;
import io.promansible.door.RequiresRole;
import io.promansible.fault.InputFault;
import io.promansible.handler.Handler;
import io.promansible.handler.Handlers;
import io.promansible.handler.Mode;
import io.promansible.http.Parameters;
import io.promansible.http.Problem;
import io.promansible.http.RequestThreads;
import io.promansible.intake.HandlerChanges;
import io.promansible.report.Explanation;
import io.promansible.scope.VisibleHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/handlers/{name}}: handlers that people make, and the modes of all. */
@Controller("/api/v1/handlers")
@ExecuteOn(RequestThreads.REQUESTS)
final class HandlerChangesController {
  private final HandlerChanges changes;
  private final HandlerCatalog catalog;
  private final VisibleHandlers visible;
  private final Explanation explanation;

  HandlerChangesController(
      HandlerChanges changes,
      HandlerCatalog catalog,
      VisibleHandlers visible,
      Explanation explanation) {
    this.changes = changes;
    this.catalog = catalog;
    this.visible = visible;
    this.explanation = explanation;
  }

  /** Makes or changes a handler; the body has the keys of the file, without the name. */
  @Put("/{name}")
  @RequiresRole(AccessRole.ADMIN)
  HttpResponse<?> put(String name, @Body JsonNode body, Principal caller) {
    return checked(() -> {
      boolean made = changes.put(name, spec(body), caller.name());
      Map<String, String> answer = Map.of("name", name, "origin", "api");
      return made ? HttpResponse.created(answer) : HttpResponse.ok(answer);
    });
  }

  /** Removes a handler of the API. */
  @Delete("/{name}")
  @RequiresRole(AccessRole.ADMIN)
  HttpResponse<?> delete(String name, Principal caller) {
    return checked(() -> {
      changes.delete(name, caller.name());
      return HttpResponse.noContent();
    });
  }

  /** Says what a handler would have done with the alerts of the past; puts nothing in force. */
  @Post("/{name}/try{?replay}")
  @RequiresRole(AccessRole.ADMIN)
  HttpResponse<?> attempt(String name, @Nullable String replay, @Body JsonNode body) {
    return checked(() -> {
      Handler tried = changes.tried(name, spec(body));
      Duration span = Parameters.duration("replay", replay, Duration.ofDays(30));
      Handlers alone = new Handlers(List.of(tried), catalog.handlers().overall());
      return HttpResponse.ok(Map.of("replay", explanation.replay(alone, span)));
    });
  }

  /** The body of {@code mode}. */
  record ModeBody(@Nullable String mode, @Nullable String reason) {}

  /**
   * Switches the mode of a handler, also of one of the file; towards auto for admins only. The
   * reason is for the audit.
   */
  @Post("/{name}/mode")
  @RequiresRole(AccessRole.OPERATOR)
  HttpResponse<?> mode(String name, @Body ModeBody wish, Principal caller) {
    return checked(() -> {
      Mode mode = Parameters.required("mode", wish.mode(), Mode.class);
      changes.look();
      visible.requireSwitchable(caller, name, mode);
      changes.mode(name, mode, caller.name(), wish.reason() == null ? "" : wish.reason());
      return HttpResponse.ok(Map.of("name", name, "mode", String.valueOf(Parameters.shown(mode))));
    });
  }

  private static ObjectNode spec(JsonNode body) {
    if (body instanceof ObjectNode spec) {
      return spec;
    }
    throw new InputFault("body", "must be an object");
  }

  private static HttpResponse<?> checked(java.util.function.Supplier<HttpResponse<?>> deed) {
    try {
      return deed.get();
    } catch (InputFault e) {
      return Problem.of(
          HttpStatus.UNPROCESSABLE_ENTITY, String.valueOf(e.getMessage()), e.findings());
    }
  }
}
