package io.promansible.door;

import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.web.router.RouteAttributes;
import io.micronaut.web.router.RouteMatch;
import io.promansible.access.AccessRole;
import io.promansible.access.Principal;
import io.promansible.door.CallerFinder.Found;
import io.promansible.http.Problem;
import io.promansible.http.UnknownFilters;
import io.promansible.identity.Sessions.Opened;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lets a request in, or refuses it, by its headers alone: no body is read before. */
@ServerFilter("/**")
public final class AccessFilter {
  /** The request attribute that holds the caller. */
  static final String CALLER = "promansible.caller";

  /** The request attribute that holds the session, for a person in a browser. */
  static final String SESSION = "promansible.session";

  private final CallerFinder callers;
  private final Supplier<TrustedProxies> proxies;
  private final RefusedNotifications notifications;

  /** The name of the caller, for the log. */
  public static String callerOf(HttpRequest<?> request) {
    return principalOf(request).map(Principal::name).orElse("?");
  }

  /** The caller; empty on public routes for who is not known. */
  public static Optional<Principal> principalOf(HttpRequest<?> request) {
    return request.getAttribute(CALLER, Principal.class);
  }

  /** The session of the caller; empty when it is no person in a browser. */
  public static Optional<Opened> sessionOf(HttpRequest<?> request) {
    return request.getAttribute(SESSION, Opened.class);
  }

  /**
   * Whether a role holds everywhere; for public routes that do not tell everything to everybody.
   */
  public static boolean may(HttpRequest<?> request, AccessRole role) {
    return principalOf(request).filter(who -> who.everywhere(role)).isPresent();
  }

  AccessFilter(
      CallerFinder callers, Supplier<TrustedProxies> proxies, RefusedNotifications notifications) {
    this.callers = callers;
    this.proxies = proxies;
    this.notifications = notifications;
  }

  @RequestFilter
  CompletionStage<HttpRequest<?>> admit(HttpRequest<?> request) {
    RouteMatch<?> route = RouteAttributes.getRouteMatch(request).orElse(null);
    if (route == null || unseen(route)) {
      return CompletableFuture.completedFuture(request);
    }
    return callers
        .find(request)
        .thenApply(found -> {
          HttpResponse<?> refused = told(request, refuse(request, route, found));
          if (refused != null) {
            throw new Refused(refused);
          }
          return request;
        });
  }

  /** Whether a route answers anybody alike: then the database is not asked who it is. */
  private static boolean unseen(RouteMatch<?> route) {
    return route.getAnnotationMetadata().hasAnnotation(Public.class)
        && !route.getAnnotationMetadata().booleanValue(Public.class, "asksCaller").orElse(false);
  }

  private @Nullable HttpResponse<?> told(
      HttpRequest<?> request, @Nullable HttpResponse<?> refused) {
    if (refused != null && isNotification(request)) {
      notifications.refused(
          refused.code(),
          proxies.get().client(request),
          refused.getBody(Problem.class).map(Problem::detail).orElse(""));
    }
    return refused;
  }

  private static boolean isNotification(HttpRequest<?> request) {
    return request.getMethod() == HttpMethod.POST
        && request.getPath().replaceFirst("/+$", "").equals("/api/v1/alerts");
  }

  private @Nullable HttpResponse<?> refuse(
      HttpRequest<?> request, RouteMatch<?> route, Found found) {
    boolean open = route.getAnnotationMetadata().hasAnnotation(Public.class);
    HttpResponse<?> elsewhere =
        callers.guarded() || open ? null : LocalOnly.refuse(request, foreignOrigin(request));
    if (elsewhere != null) {
      return elsewhere;
    }
    return switch (found) {
      case Found.Nobody(var wrong) -> open ? null : Refusals.unknown(request, isPage(route), wrong);
      // A browser remembers basic authentication, and sends it for pages of others, too.
      case Found.Caller(var who) -> {
        HttpResponse<?> forged = open || !foreignOrigin(request) ? null : Forgery.foreign(request);
        yield forged == null ? known(request, route, who, open) : forged;
      }
      case Found.InSession(var who, var session) -> {
        request.setAttribute(SESSION, session);
        HttpResponse<?> forged =
            open ? null : Forgery.refuse(request, session, isPage(route), foreignOrigin(request));
        yield forged == null ? known(request, route, who, open) : forged;
      }
    };
  }

  private static @Nullable HttpResponse<?> known(
      HttpRequest<?> request, RouteMatch<?> route, Principal who, boolean open) {
    request.setAttribute(CALLER, who);
    if (open) {
      return null;
    }
    AccessRole needed =
        route
            .getAnnotationMetadata()
            .enumValue(RequiresRole.class, AccessRole.class)
            .orElse(AccessRole.ADMIN);
    if (!who.may(needed)) {
      return who.kind() == Principal.Kind.ANONYMOUS && isPage(route)
          ? Refusals.toLogIn(request)
          : Refusals.lacking(who, needed);
    }
    // A notification is taken even with unknown parameters: a refused one would be lost.
    return isNotification(request) ? null : UnknownFilters.of(route, request);
  }

  private boolean foreignOrigin(HttpRequest<?> request) {
    return proxies.get().foreignOrigin(request);
  }

  private static boolean isPage(RouteMatch<?> route) {
    return route.getAnnotationMetadata().hasAnnotation(PageRoute.class);
  }
}
