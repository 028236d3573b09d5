package io.promansible.portal.holds;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.promansible.access.AccessRole;
import io.promansible.access.Principal;
import io.promansible.door.Csrf;
import io.promansible.door.PageRoute;
import io.promansible.door.RequiresRole;
import io.promansible.fault.InputFault;
import io.promansible.freeze.Freezes;
import io.promansible.http.Parameters;
import io.promansible.http.RequestThreads;
import io.promansible.permit.Permits;
import io.promansible.portal.Notice;
import io.promansible.portal.Pages;
import io.promansible.scope.VisibleFreezes;
import io.promansible.scope.VisibleHandlers;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code /holds}: what is frozen and held back, and what people do about it. */
@Controller("/holds")
@PageRoute
@ExecuteOn(RequestThreads.REQUESTS)
@RequiresRole(AccessRole.VIEWER)
final class HoldPages {
  private final Holds holds;
  private final Freezes freezes;
  private final Permits permits;
  private final Visible visible;
  private final Pages pages;
  private final Clock clock;

  /** What the caller may change. */
  @Singleton
  record Visible(VisibleFreezes freezes, VisibleHandlers handlers) {}

  HoldPages(
      Holds holds, Freezes freezes, Permits permits, Visible visible, Pages pages, Clock clock) {
    this.holds = holds;
    this.freezes = freezes;
    this.permits = permits;
    this.visible = visible;
    this.pages = pages;
    this.clock = clock;
  }

  @Get
  HttpResponse<?> page(Principal caller, HttpRequest<?> request) {
    return pages.show("holds/page", caller, request, holds.of(caller));
  }

  /** Freezes a scope. */
  @Post("/freeze")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @RequiresRole(AccessRole.OPERATOR)
  HttpResponse<?> freeze(
      @Body Map<String, String> fields, Principal caller, HttpRequest<?> request) {
    return done(
        fields,
        request,
        () -> {
          String kind = fields.getOrDefault("kind", "all");
          String name = fields.getOrDefault("name", "").strip();
          String scope = kind.equals("all") ? "all" : kind + ":" + name;
          visible.freezes().requireOperable(caller, scope);
          freezes.freeze(scope, caller.name(), reason(fields), until(fields));
          return "Frozen: "
              + scope
              + ". Nothing of it starts until somebody thaws it; what runs, runs on.";
        });
  }

  private @Nullable Instant until(Map<String, String> fields) {
    String time = fields.getOrDefault("for", "").strip();
    return time.isEmpty()
        ? null
        : clock.instant().plus(Parameters.duration("for", time, Duration.ofHours(1)));
  }

  /** Thaws a scope. */
  @Post("/thaw")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @RequiresRole(AccessRole.OPERATOR)
  HttpResponse<?> thaw(@Body Map<String, String> fields, Principal caller, HttpRequest<?> request) {
    return done(
        fields,
        request,
        () -> {
          String scope = fields.getOrDefault("scope", "all");
          visible.freezes().requireOperable(caller, scope);
          if (!freezes.thaw(scope, caller.name(), reason(fields))) {
            throw new InputFault("scope", "nothing of " + scope + " is frozen any more");
          }
          return "Thawed: " + scope + ". What fires is decided about anew.";
        });
  }

  /** Allows hosts beyond the limits, or closes a breaker. */
  @Post("/allow")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @RequiresRole(AccessRole.OPERATOR)
  HttpResponse<?> allow(
      @Body Map<String, String> fields, Principal caller, HttpRequest<?> request) {
    return done(
        fields,
        request,
        () -> {
          String handler = fields.getOrDefault("handler", "");
          visible.handlers().requireOperable(caller, handler);
          if (fields.containsKey("hosts")) {
            int hosts = number(fields.getOrDefault("hosts", ""));
            Duration time = Parameters.duration("for", fields.get("for"), Duration.ofHours(1));
            permits.hosts(handler, hosts, time, caller.name(), reason(fields));
            return "%s may act upon %d hosts beyond its limits. Held alerts are decided about anew."
                .formatted(handler, hosts);
          }
          permits.breaker(handler, caller.name(), reason(fields));
          return "The breaker of " + handler + " is closed. Held alerts are decided about anew.";
        });
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      throw new InputFault("hosts", "'" + text + "' is not a number");
    }
  }

  private static String reason(Map<String, String> fields) {
    return fields.getOrDefault("reason", "").strip();
  }

  private HttpResponse<?> done(
      Map<String, String> fields, HttpRequest<?> request, Supplier<String> change) {
    Csrf.require(request, fields);
    String next = fields.getOrDefault("next", "/holds");
    try {
      return pages.on(request, next, Notice.done(change.get()));
    } catch (InputFault e) {
      return pages.on(request, next, Notice.fault(String.valueOf(e.getMessage())));
    }
  }
}
