package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.web.router.Router;
import io.micronaut.web.router.UriRouteInfo;
import io.promansible.access.AccessRole;
import io.promansible.door.PageRoute;
import io.promansible.door.Public;
import io.promansible.door.RequiresRole;
import io.promansible.kit.Caller;
import io.promansible.kit.Room;
import io.promansible.kit.Visitor;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Every route of the router, asked by every kind of caller. The routes are not listed here: one
 * that is new is asked, too.
 */
class RouteMatrixTest extends PeopleService {
  private static final String SESSION = "promansible_session";

  /** A route, and a path that it answers. */
  private record Route(
      String method, String path, boolean open, boolean page, AccessRole needed, String type) {
    boolean changes() {
      return !method.equals("GET") && !method.equals("HEAD");
    }

    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  private int asked;

  @Override
  String access() {
    StringBuilder tokens = new StringBuilder();
    for (AccessRole role : AccessRole.values()) {
      tokens.append(
          "    - {name: of-%1$s, role: %1$s, token_file: ./of-%1$s}\n".formatted(role.text()));
    }
    return tokens.toString();
  }

  @Override
  void prepare() {
    for (AccessRole role : AccessRole.values()) {
      room.write("of-" + role.text(), secret(role));
    }
  }

  private static String secret(AccessRole role) {
    return role.text() + "-secret-token-of-the-matrix";
  }

  private List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    service
        .bean(Router.class)
        .uriRoutes()
        .filter(route -> !route.getHttpMethodName().matches("HEAD|OPTIONS|TRACE"))
        .map(RouteMatrixTest::route)
        .forEach(route -> {
          if (!routes.contains(route)) {
            routes.add(route);
          }
        });
    return routes;
  }

  private static Route route(UriRouteInfo<?, ?> info) {
    var annotations = info.getAnnotationMetadata();
    String path =
        info.getUriMatchTemplate()
            .toPathString()
            // What is stored for jobs has numbers.
            .replaceFirst("^(?<head>/jobs/.*)\\{id}", "${head}1")
            .replace("{id}", UUID.randomUUID().toString())
            .replaceAll("\\{[^}]*}", "nothing")
            // Else the stream would go on for ever.
            .replaceFirst("/events$", "/events?about=nothing");
    boolean page = annotations.hasAnnotation(PageRoute.class);
    return new Route(
        info.getHttpMethodName(),
        path,
        annotations.hasAnnotation(Public.class),
        page,
        annotations.enumValue(RequiresRole.class, AccessRole.class).orElse(AccessRole.ADMIN),
        page ? "application/x-www-form-urlencoded" : "application/json");
  }

  private HttpResponse<byte[]> ask(Route route, String... headers) {
    asked++;
    List<String> all = new ArrayList<>(List.of(headers));
    String body = route.changes() ? (route.page() ? "a=b" : "{}") : "";
    if (!body.isEmpty()) {
      all.addAll(List.of("Content-Type", route.type()));
    }
    return call.send(
        route.method(),
        route.path(),
        body.getBytes(StandardCharsets.UTF_8),
        all.toArray(String[]::new));
  }

  /** Whether the door refused who called: with 401, or for pages by sending to the log-in. */
  private static void assertUnknown(Route route, HttpResponse<byte[]> answer) {
    if (route.page()) {
      assertThat(answer.statusCode()).as(route.toString()).isEqualTo(303);
      assertThat(answer.headers().firstValue("Location").orElse(""))
          .as(route.toString())
          .startsWith("/login");
    } else {
      assertThat(answer.statusCode()).as(route.toString()).isEqualTo(401);
    }
  }

  @Test
  void d30_every_route_asks_who_calls_and_for_the_role_that_it_needs() {
    List<Route> routes = routes();
    assertThat(routes).hasSizeGreaterThan(60);
    String revoked = token("revoked", "");
    call.as(ADMIN, "DELETE", "/api/v1/tokens/" + idOf("revoked"), "");
    String expired =
        token(
            "expired",
            ",\"expires\":\"%s\"".formatted(clock.instant().plus(Duration.ofMinutes(5))));
    clock.move(Duration.ofMinutes(6));
    for (Route route : routes) {
      if (route.open()) {
        continue;
      }
      assertUnknown(route, ask(route));
      for (String wrong :
          List.of(
              "Bearer wrong-secret",
              "Bearer " + revoked,
              "Bearer " + expired,
              "Digest x",
              "Bearer")) {
        assertUnknown(route, ask(route, "Authorization", wrong));
      }
      assertUnknown(route, ask(route, "COFFEE_TOKEN", "wrong-secret"));
      for (AccessRole role : AccessRole.values()) {
        String answer = Caller.text(ask(route, "Authorization", "Bearer " + secret(role)));
        assertThat(answer.contains("may not do this; it needs one of the role"))
            .as(route + " as " + role)
            .isEqualTo(!role.included().contains(route.needed()));
      }
    }
    System.out.printf(
        "the matrix of %d routes (%d of them open to all) took %d requests%n",
        routes.size(), routes.stream().filter(Route::open).count(), asked);
  }

  @Test
  void d30_every_route_refuses_sessions_that_are_over_and_forms_of_others() {
    add("gone", "admin");
    add("disabled", "admin");
    add("here", "admin");
    String gone = session("gone");
    String disabled = session("disabled");
    call.as(ADMIN, "PATCH", "/api/v1/users/disabled", "{\"disabled\":true}");
    clock.move(Duration.ofHours(13));
    String here = session("here");
    for (Route route : routes()) {
      if (route.open()) {
        if (route.changes()) {
          assertThat(ask(route, "Cookie", SESSION + "=" + here).statusCode())
              .as(route + " without a CSRF token")
              .isEqualTo(403);
        }
        continue;
      }
      for (String over : List.of(gone, disabled, "never-was-one")) {
        assertUnknown(route, ask(route, "Cookie", SESSION + "=" + over));
      }
      assertThat(
              ask(route, "Cookie", SESSION + "=" + here, "Origin", "https://evil.example")
                  .statusCode())
          .as(route + " of a foreign page")
          .isEqualTo(403);
      if (route.changes()) {
        assertThat(ask(route, "Cookie", SESSION + "=" + here).statusCode())
            .as(route + " without a CSRF token")
            .isEqualTo(403);
        assertThat(
                ask(route, "Cookie", SESSION + "=" + here, "X-CSRF-Token", "of-another-session")
                    .statusCode())
            .as(route + " with the CSRF token of another")
            .isEqualTo(403);
      }
    }
    System.out.printf("sessions took %d requests%n", asked);
  }

  private String session(String name) {
    try (Visitor visitor = visitor()) {
      assertThat(visitor.logIn(name, PASSWORD).statusCode()).isEqualTo(303);
      return visitor.cookie(SESSION).orElseThrow();
    }
  }

  private String token(String name, String more) {
    return Room.json(
            Caller.text(
                call.as(
                    ADMIN,
                    "POST",
                    "/api/v1/tokens",
                    "{\"name\":\"%s\",\"role\":\"admin\",\"program\":true%s}"
                        .formatted(name, more))))
        .path("token")
        .asText();
  }

  private String idOf(String name) {
    return Room.json(Caller.text(call.as(ADMIN, "GET", "/api/v1/tokens", "")))
        .path("tokens")
        .valueStream()
        .filter(token -> token.path("name").asText().equals(name))
        .findFirst()
        .orElseThrow()
        .path("id")
        .asText();
  }

  @Test
  void the_mightiest_routes_need_an_admin() {
    for (Route route : routes()) {
      if (route.changes() && route.path().matches(".*/(users|people|reload)(/.*)?")) {
        assertThat(route.needed()).as(route.toString()).isEqualTo(AccessRole.ADMIN);
      }
      if (route.open()) {
        assertThat(route.path().toLowerCase(Locale.ROOT))
            .as("open to all")
            .matches(
                "/(login.*|logout|setup|assets/.*|-/healthy|-/ready|api/v1/projects/nothing/hook|api/v1/nodes/runs/.*)");
      }
    }
  }
}
