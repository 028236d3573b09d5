package io.promansible.http;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.web.router.RouteAttributes;
import io.promansible.access.AccessRole;
import io.promansible.access.Principal;
import io.promansible.access.TokenAuthenticator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Lets a request in, or refuses it, by its headers alone: no body is read before. */
@ServerFilter("/**")
public final class AccessFilter {
  /** The request attribute that holds the caller. */
  static final String CALLER = "promansible.caller";

  // A web page in a browser here could reach loopback by a host name of its own (DNS rebinding).
  private static final Pattern LOCAL_HOST =
      Pattern.compile("(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d{1,5})?");

  // A proxy on this machine calls from loopback, whoever calls the proxy.
  private static final List<String> PROXIED =
      List.of(
          "Forwarded",
          "Via",
          "X-Forwarded-For",
          "X-Forwarded-Host",
          "X-Forwarded-Proto",
          "X-Real-IP");

  private final TokenAuthenticator authenticator;
  private final RefusedNotifications notifications;

  /** The name of the caller, for the log. */
  public static String callerOf(HttpRequest<?> request) {
    return request.getAttribute(CALLER, Principal.class).map(Principal::name).orElse("?");
  }

  /** Whether the caller has a role; for public routes that do not tell everything to everybody. */
  public static boolean may(HttpRequest<?> request, AccessRole role) {
    return request.getAttribute(CALLER, Principal.class).filter(who -> who.may(role)).isPresent();
  }

  AccessFilter(TokenAuthenticator authenticator, RefusedNotifications notifications) {
    this.authenticator = authenticator;
    this.notifications = notifications;
  }

  @RequestFilter
  @Nullable HttpResponse<?> admit(HttpRequest<?> request) {
    HttpResponse<?> refused = refuse(request);
    if (refused != null && isNotification(request)) {
      notifications.refused(
          refused.code(),
          request.getRemoteAddress().getAddress().getHostAddress(),
          refused.getBody(Problem.class).map(Problem::detail).orElse(""));
    }
    return refused;
  }

  private static boolean isNotification(HttpRequest<?> request) {
    return request.getMethod() == HttpMethod.POST
        && request.getPath().replaceFirst("/+$", "").equals("/api/v1/alerts");
  }

  private @Nullable HttpResponse<?> refuse(HttpRequest<?> request) {
    var route = RouteAttributes.getRouteMatch(request);
    if (route.isEmpty()) {
      return null;
    }
    if (route.get().getAnnotationMetadata().hasAnnotation(Public.class)) {
      authenticator
          .admit(request.getHeaders().get(HttpHeaders.AUTHORIZATION))
          .ifPresent(caller -> request.setAttribute(CALLER, caller));
      return null;
    }
    HttpResponse<?> foreign = authenticator.guarded() ? null : fromElsewhere(request);
    if (foreign != null) {
      return foreign;
    }
    Optional<Principal> caller =
        authenticator.admit(request.getHeaders().get(HttpHeaders.AUTHORIZATION));
    if (caller.isEmpty()) {
      return Problem.of(HttpStatus.UNAUTHORIZED, "a token is missing, or it is wrong")
          .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"promansible\"");
    }
    AccessRole needed =
        route
            .get()
            .getAnnotationMetadata()
            .enumValue(RequiresRole.class, AccessRole.class)
            .orElse(AccessRole.ADMIN);
    if (!caller.get().may(needed)) {
      return lacking(caller.get(), needed);
    }
    request.setAttribute(CALLER, caller.get());
    // A notification is taken even with unknown parameters: a refused one would be lost.
    return isNotification(request) ? null : UnknownFilters.of(route.get(), request);
  }

  /** Without tokens only programs of this machine are served. */
  private static @Nullable HttpResponse<?> fromElsewhere(HttpRequest<?> request) {
    String host = request.getHeaders().get(HttpHeaders.HOST);
    if (host != null && !LOCAL_HOST.matcher(host.toLowerCase(Locale.ROOT)).matches()) {
      return Problem.of(
          HttpStatus.FORBIDDEN, "without access.tokens only this machine is served, as localhost");
    }
    if (PROXIED.stream().anyMatch(request.getHeaders()::contains)) {
      return Problem.of(
          HttpStatus.FORBIDDEN,
          "without access.tokens nothing that comes by a proxy is answered: it may come from anywhere; configure access.tokens");
    }
    if (request.getHeaders().contains(HttpHeaders.ORIGIN)) {
      return Problem.of(
          HttpStatus.FORBIDDEN, "without access.tokens no web page is answered, whatever it asks");
    }
    return null;
  }

  private static HttpResponse<?> lacking(Principal caller, AccessRole needed) {
    return Problem.of(
        HttpStatus.FORBIDDEN,
        "%s may not do this; it needs one of the role %s"
            .formatted(
                caller.name().equals(TokenAuthenticator.NOBODY)
                    ? "a caller without a token (the admin token is admin.token in the data folder)"
                    : "the token '" + caller.name() + "'",
                needed.name().toLowerCase(Locale.ROOT)));
  }

  @ResponseFilter
  void harden(HttpRequest<?> request, MutableHttpResponse<?> response) {
    // Our text and JSON may hold what others wrote; a browser must not take it for HTML.
    response.header("X-Content-Type-Options", "nosniff");
    response.header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    if (request.isSecure()) {
      response.header("Strict-Transport-Security", "max-age=31536000");
    }
    if (!response.getHeaders().contains(HttpHeaders.CACHE_CONTROL)) {
      response.header(HttpHeaders.CACHE_CONTROL, "no-store");
    }
  }
}
