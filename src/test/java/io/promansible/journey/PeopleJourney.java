package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.kit.Caller;
import io.promansible.kit.Room;
import io.promansible.kit.Visitor;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** People log in, stay logged in for a while, and are logged out; on each database. */
abstract class PeopleJourney extends PeopleService {
  private static final String SESSION = "promansible_session";

  private static String me(Visitor visitor) {
    HttpResponse<String> answer = visitor.send("GET", "/api/v1/me", null);
    return answer.statusCode() == 200 ? Room.json(answer.body()).path("name").asText() : "nobody";
  }

  @Test
  void a_wrong_password_and_an_unknown_name_are_answered_alike() {
    add("alike", "viewer");
    try (Visitor visitor = visitor()) {
      HttpResponse<String> wrong = visitor.logIn("alike", "not the password");
      HttpResponse<String> unknown = visitor.logIn("nobody-of-this-name", "not the password");
      assertThat(wrong.statusCode()).isEqualTo(unknown.statusCode()).isEqualTo(401);
      assertThat(wrong.body().replace("alike", "NAME").replaceAll("value=\"[0-9a-f]{64}\"", ""))
          .isEqualTo(
              unknown
                  .body()
                  .replace("nobody-of-this-name", "NAME")
                  .replaceAll("value=\"[0-9a-f]{64}\"", ""));
      assertThat(visitor.cookie(SESSION)).isEmpty();
    }
    assertThat(audit())
        .contains("\"who\":\"alike\",\"action\":\"log in failed\"")
        .doesNotContain("nobody-of-this-name");
  }

  @Test
  void a_log_in_opens_a_session_of_its_own_and_ends_what_was_there() {
    add("fixed", "operator");
    try (Visitor visitor = visitor()) {
      visitor.plant(SESSION, "planted-by-somebody-else");
      assertThat(visitor.logIn("fixed", PASSWORD).statusCode()).isEqualTo(303);
      String first = visitor.cookie(SESSION).orElseThrow();
      assertThat(first).isNotEqualTo("planted-by-somebody-else");
      assertThat(me(visitor)).isEqualTo("fixed");
      assertThat(visitor.logIn("fixed", PASSWORD).statusCode()).isEqualTo(303);
      assertThat(visitor.cookie(SESSION).orElseThrow()).isNotEqualTo(first);
      try (Visitor old = visitor()) {
        old.plant(SESSION, first);
        assertThat(me(old)).isEqualTo("nobody");
      }
    }
  }

  @Test
  void the_cookie_is_for_the_browser_only() {
    add("cookie", "viewer");
    try (Visitor visitor = visitor()) {
      HttpResponse<String> answer = visitor.logIn("cookie", PASSWORD);
      assertThat(answer.headers().allValues("Set-Cookie"))
          .anySatisfy(cookie ->
              assertThat(cookie)
                  .startsWith(SESSION)
                  .containsIgnoringCase("httponly")
                  .contains("SameSite=Lax", "Path=/")
                  .doesNotContain("Secure"));
    }
  }

  @Test
  void a_session_ends_when_it_is_idle_and_when_it_is_old() {
    add("idle", "viewer");
    try (Visitor visitor = visitor();
        Visitor busy = visitor()) {
      visitor.logIn("idle", PASSWORD);
      busy.logIn("idle", PASSWORD);
      for (int hours = 0; hours < 13; hours += 6) {
        clock.move(Duration.ofHours(6));
        assertThat(me(busy)).isEqualTo("idle");
      }
      assertThat(me(visitor)).isEqualTo("nobody");
      for (int hours = 18; hours < 7 * 24; hours += 6) {
        clock.move(Duration.ofHours(6));
        busy.send("GET", "/api/v1/me", null);
      }
      assertThat(me(busy)).isEqualTo("nobody");
    }
  }

  @Test
  void log_out_disabling_and_a_new_password_end_sessions() {
    add("ends", "viewer");
    try (Visitor visitor = visitor();
        Visitor other = visitor()) {
      visitor.logIn("ends", PASSWORD);
      String secret = visitor.cookie(SESSION).orElseThrow();
      assertThat(visitor.submit("/logout", Map.of()).statusCode()).isEqualTo(303);
      visitor.plant(SESSION, secret);
      assertThat(me(visitor)).isEqualTo("nobody");

      visitor.logIn("ends", PASSWORD);
      other.logIn("ends", PASSWORD);
      assertThat(
              visitor
                  .submit(
                      "/account/password",
                      Map.of("old", PASSWORD, "password", "another sentence of it"))
                  .statusCode())
          .isEqualTo(200);
      assertThat(me(visitor)).isEqualTo("ends");
      assertThat(me(other)).isEqualTo("nobody");

      call.as(ADMIN, "PATCH", "/api/v1/users/ends", "{\"disabled\":true}");
      assertThat(me(visitor)).isEqualTo("nobody");
      assertThat(visitor.logIn("ends", "another sentence of it").statusCode()).isEqualTo(401);
      call.as(ADMIN, "PATCH", "/api/v1/users/ends", "{\"disabled\":false}");
      assertThat(visitor.logIn("ends", "another sentence of it").statusCode()).isEqualTo(303);
    }
  }

  @Test
  void a_form_that_is_not_ours_is_refused() {
    add("forged", "admin");
    try (Visitor visitor = visitor()) {
      assertThat(
              visitor
                  .submit("/login", Map.of("username", "forged", "password", PASSWORD, "csrf", "x"))
                  .statusCode())
          .isEqualTo(403);
      visitor.logIn("forged", PASSWORD);
      assertThat(
              visitor
                  .submit(
                      "/people/add",
                      Map.of("name", "evil", "role", "admin", "password", PASSWORD, "csrf", "x"))
                  .statusCode())
          .isEqualTo(403);
      assertThat(
              visitor
                  .send(
                      "POST",
                      "/-/reload",
                      null,
                      "X-CSRF-Token",
                      visitor.csrf(),
                      "Origin",
                      "http://evil.example")
                  .statusCode())
          .isEqualTo(403);
      assertThat(
              visitor
                  .send(
                      "POST",
                      "/-/reload",
                      null,
                      "X-CSRF-Token",
                      visitor.csrf(),
                      "Origin",
                      service.url().toString())
                  .statusCode())
          .isEqualTo(200);
    }
    assertThat(call.as(ADMIN, "GET", "/api/v1/users/evil", "").statusCode()).isEqualTo(404);
  }

  @Test
  void a_log_in_leads_to_pages_of_ours_only() {
    add("leads", "viewer");
    for (String next :
        new String[] {
          "https://evil.example/", "//evil.example", "/\\evil.example", "javascript:1"
        }) {
      try (Visitor visitor = visitor()) {
        visitor.page("/login");
        HttpResponse<String> answer =
            visitor.submit(
                "/login", Map.of("username", "leads", "password", PASSWORD, "next", next));
        assertThat(answer.headers().firstValue("Location")).contains("/");
      }
    }
    try (Visitor visitor = visitor()) {
      visitor.page("/login");
      assertThat(
              visitor
                  .submit(
                      "/login",
                      Map.of("username", "leads", "password", PASSWORD, "next", "/tokens?a=b"))
                  .headers()
                  .firstValue("Location"))
          .contains("/tokens?a=b");
    }
  }

  @Test
  void a_persons_token_may_what_its_owner_may_and_ends_with_the_owner() {
    add("owner", "operator");
    try (Visitor visitor = visitor()) {
      visitor.logIn("owner", PASSWORD);
      HttpResponse<String> tooMuch =
          visitor.json("POST", "/api/v1/tokens", "{\"name\":\"t\",\"role\":\"admin\"}");
      assertThat(tooMuch.statusCode()).isEqualTo(400);
      JsonNode made =
          Room.json(
              visitor
                  .json(
                      "POST",
                      "/api/v1/tokens",
                      "{\"name\":\"t\",\"role\":\"operator\",\"expires\":\"%s\"}"
                          .formatted(clock.instant().plus(Duration.ofDays(1))))
                  .body());
      String token = made.path("token").asText();
      assertThat(status(token, "/api/v1/runs")).isEqualTo(200);
      assertThat(Caller.text(call.as(ADMIN, "GET", "/api/v1/tokens", ""))).doesNotContain(token);

      call.as(ADMIN, "PATCH", "/api/v1/users/owner", "{\"role\":\"inventory\"}");
      assertThat(status(token, "/api/v1/runs")).isEqualTo(403);
      call.as(ADMIN, "PATCH", "/api/v1/users/owner", "{\"role\":\"viewer\"}");
      assertThat(status(token, "/api/v1/runs")).isEqualTo(200);
      call.as(ADMIN, "PATCH", "/api/v1/users/owner", "{\"disabled\":true}");
      assertThat(status(token, "/api/v1/runs")).isEqualTo(401);
      call.as(ADMIN, "PATCH", "/api/v1/users/owner", "{\"disabled\":false}");
      assertThat(status(token, "/api/v1/runs")).isEqualTo(200);
      clock.move(Duration.ofDays(2));
      assertThat(status(token, "/api/v1/runs")).isEqualTo(401);
    }
  }

  private int status(String token, String path) {
    return call.as(token, "GET", path, "").statusCode();
  }

  @Test
  void every_change_is_in_the_audit_with_who_from_where_and_what_was_before() {
    add("audited", "viewer", "dba");
    call.as(ADMIN, "PATCH", "/api/v1/users/audited", "{\"role\":\"operator\"}");
    JsonNode entry =
        Room.json(
                Caller.text(
                    call.as(
                        ADMIN,
                        "GET",
                        "/api/v1/audit?subject=user:audited&action=user%20change",
                        "")))
            .path("audit")
            .path(0);
    assertThat(entry.path("who").asText()).isEqualTo("admin");
    assertThat(entry.path("asWhat").asText()).isEqualTo("admin");
    assertThat(entry.path("address").asText()).isEqualTo("127.0.0.1");
    assertThat(entry.path("beforeChange").asText()).isEqualTo("role viewer, groups dba");
    assertThat(entry.path("afterChange").asText()).isEqualTo("role operator, groups dba");
    assertThat(call.as(ADMIN, "DELETE", "/api/v1/audit", "").statusCode()).isEqualTo(405);
  }

  @Test
  void the_audit_is_paged_by_a_cursor() {
    add("paged", "viewer");
    String page = Caller.text(call.as(ADMIN, "GET", "/api/v1/audit?limit=1", ""));
    String cursor = Room.json(page).path("cursor").asText();
    JsonNode next =
        Room.json(Caller.text(call.as(ADMIN, "GET", "/api/v1/audit?limit=1&cursor=" + cursor, "")));
    assertThat(next.path("audit")).hasSize(1);
    assertThat(next.path("audit").path(0).path("id").asText())
        .isNotEqualTo(Room.json(page).path("audit").path(0).path("id").asText());
  }

  @Test
  void names_of_tokens_and_impossible_names_are_no_peoples() {
    for (String name : new String[] {"admin", "anonymous", "a b", "", "../x", "-x"}) {
      assertThat(
              call.as(
                      ADMIN,
                      "POST",
                      "/api/v1/users",
                      "{\"name\":\"%s\",\"role\":\"viewer\",\"password\":\"%s\"}"
                          .formatted(name, PASSWORD))
                  .statusCode())
          .isEqualTo(400);
    }
    assertThat(
            call.as(
                    ADMIN,
                    "POST",
                    "/api/v1/users",
                    "{\"name\":\"short\",\"role\":\"viewer\",\"password\":\"too short\"}")
                .statusCode())
        .isEqualTo(400);
  }
}
