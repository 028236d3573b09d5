package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.kit.Alerts;
import io.promansible.kit.Room;
import io.promansible.kit.Visitor;
import io.promansible.kit.Waiting;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A person of the group web sees and touches nothing of the group db. */
class ScopeTest extends ScopeService {
  @Test
  void no_list_shows_anything_of_the_other_group() {
    for (String path :
        List.of(
            "/api/v1/runs",
            "/api/v1/runs?host=db1",
            "/api/v1/runs?limit=1",
            "/api/v1/alerts",
            "/api/v1/alerts?host=db1",
            "/api/v1/remediations",
            "/api/v1/remediations?host=db1",
            "/api/v1/holds",
            "/api/v1/inventory",
            "/api/v1/inventory/with-facts",
            "/api/v1/inventory/targets",
            "/api/v1/inventory/targets?group=db",
            "/api/v1/freeze",
            "/api/v1/routines",
            "/api/v1/tokens")) {
      HttpResponse<String> answer = get(path);
      assertThat(answer.statusCode()).as(path).isEqualTo(200);
      assertThat(answer.body()).as(path).doesNotContain("db1");
    }
    assertThat(Room.json(get("/api/v1/runs").body()).path("runs")).isNotEmpty();
    assertThat(Room.json(get("/api/v1/alerts").body()).path("alerts")).hasSize(3);
    assertThat(Room.json(get("/api/v1/remediations").body()).path("remediations")).hasSize(3);
    assertThat(get("/api/v1/inventory").body()).contains("web1");
  }

  @Test
  void pages_by_cursor_lead_through_all_that_may_be_seen_and_nothing_else() {
    String cursor = "";
    int seen = 0;
    do {
      JsonNode page = Room.json(get("/api/v1/alerts?limit=1&cursor=" + cursor).body());
      assertThat(page.toString()).doesNotContain("db1");
      seen += page.path("alerts").size();
      cursor = page.path("cursor").isNull() ? "" : page.path("cursor").asText();
    } while (!cursor.isEmpty());
    assertThat(seen).isEqualTo(3);
  }

  @Test
  void what_is_known_by_its_id_is_not_there_either() {
    String alert = idOf("/api/v1/alerts?host=db1", "alerts");
    String remediation = idOf("/api/v1/remediations?host=db1", "remediations");
    for (String path :
        List.of(
            "/api/v1/runs/" + dbRun,
            "/api/v1/runs/" + dbRun + "/log",
            "/api/v1/runs/" + dbRun + "/playbook",
            "/api/v1/runs/" + dbRun + "/hosts",
            "/api/v1/runs/" + dbRun + "/events",
            "/api/v1/alerts/" + alert,
            "/api/v1/remediations/" + remediation,
            "/api/v1/inventory/hosts/db1",
            "/api/v1/inventory/hosts/db1/facts")) {
      assertThat(get(path).statusCode()).as(path).isEqualTo(404);
    }
    assertThat(
            web.send(
                    "GET", "/api/v1/runs/" + dbRun + "/events", null, "Accept", "text/event-stream")
                .statusCode())
        .isEqualTo(404);
    for (String path :
        List.of(
            "/api/v1/runs/" + dbRun + "/cancel",
            "/api/v1/runs/" + dbRun + "/retry",
            "/api/v1/alerts/" + alert + "/close",
            "/api/v1/remediations/" + remediation + "/approve",
            "/api/v1/remediations/" + remediation + "/reject")) {
      assertThat(post(path, "{\"reason\":\"r\"}").statusCode()).as(path).isEqualTo(404);
    }
    assertThat(get("/api/v1/runs/" + webRun + "/log").statusCode()).isEqualTo(200);
    assertThat(get("/api/v1/runs/" + webRun + "/hosts").statusCode()).isEqualTo(200);
  }

  private String idOf(String path, String name) {
    return all(path, name).path(0).path("id").asText();
  }

  @Test
  void what_reaches_further_than_the_grant_is_refused() {
    for (String scope : List.of("all", "host:db1", "group:db", "group:all", "handler:Known")) {
      HttpResponse<String> answer =
          web.json("PUT", "/api/v1/freeze", "{\"scope\":\"%s\",\"reason\":\"r\"}".formatted(scope));
      assertThat(answer.statusCode()).as(scope).isEqualTo(403);
    }
    HttpResponse<String> own =
        web.json("PUT", "/api/v1/freeze", "{\"scope\":\"host:web9\",\"reason\":\"r\"}");
    assertThat(own.statusCode()).as(own.body()).isEqualTo(200);
    assertThat(
            web.send(
                    "DELETE",
                    "/api/v1/freeze?scope=host:web9&reason=over",
                    null,
                    "X-CSRF-Token",
                    web.csrf())
                .statusCode())
        .isEqualTo(200);
    assertThat(post("/api/v1/handlers/Known/allow", "{\"hosts\":1,\"reason\":\"r\"}").statusCode())
        .isEqualTo(403);
    assertThat(get("/metrics").statusCode()).isEqualTo(403);
    assertThat(get("/api/v1/audit").statusCode()).isEqualTo(403);
    assertThat(get("/api/v1/handlers").body()).contains("\"record\":null");
  }

  @Test
  void a_pattern_gives_the_hosts_of_the_grant_and_the_others_are_told() {
    HttpResponse<String> answer =
        post("/api/v1/runs", "{\"roles\":[\"ping_once\"],\"hosts\":\"all\"}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    JsonNode run = Room.json(answer.body());
    assertThat(run.path("leftOut").toString()).contains("\"db1\"").doesNotContain("web");
    assertThat(run.path("hosts").toString()).contains("web1").doesNotContain("db1");
    assertThat(post("/api/v1/runs", "{\"roles\":[\"ping_once\"],\"hosts\":\"db\"}").statusCode())
        .isEqualTo(403);
  }

  @Test
  void explain_tells_nothing_of_the_other_group() {
    HttpResponse<String> answer =
        post(
            "/api/v1/alerts/explain",
            Alerts.notification(Alerts.firing("Known", "db1"), Alerts.firing("Known", "web2")));
    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode alerts = Room.json(answer.body()).path("alerts");
    assertThat(alerts.path(0).path("handlers").findValuesAsText("host")).doesNotContain("db1");
    assertThat(alerts.path(1).path("handlers").findValuesAsText("host")).contains("web2");
  }

  @Test
  void a_grant_for_some_handlers_ends_there() {
    try (Visitor dora = visitor()) {
      assertThat(dora.logIn("dora", PASSWORD).statusCode()).isEqualTo(303);
      JsonNode runs = Room.json(dora.send("GET", "/api/v1/runs", null).body()).path("runs");
      assertThat(runs).isNotEmpty();
      assertThat(runs.findValuesAsText("handler")).containsOnly("Db");
      assertThat(dora.send("GET", "/api/v1/handlers", null).body())
          .contains("\"name\":\"Db\"")
          .doesNotContain("\"name\":\"Known\"");
      assertThat(
              dora.json("POST", "/api/v1/runs", "{\"roles\":[\"ping_once\"],\"hosts\":\"db1\"}")
                  .statusCode())
          .isEqualTo(403);
    }
  }

  @Test
  void a_grant_for_some_roles_ends_there() {
    try (Visitor dan = visitor()) {
      assertThat(dan.logIn("dan", PASSWORD).statusCode()).isEqualTo(303);
      assertThat(
              Room.json(dan.send("GET", "/api/v1/roles", null).body())
                  .path("roles")
                  .findValuesAsText("name"))
          .doesNotContain("note", "ping_once");
      assertThat(Room.json(dan.send("GET", "/api/v1/runs", null).body()).path("runs")).isEmpty();
    }
  }

  @Test
  void a_grant_for_roles_alone_reaches_no_alert_of_other_roles() {
    String alert = idOf("/api/v1/alerts?host=db1", "alerts");
    try (Visitor rolf = visitor()) {
      assertThat(rolf.logIn("rolf", PASSWORD).statusCode()).isEqualTo(303);
      assertThat(Room.json(rolf.send("GET", "/api/v1/alerts", null).body()).path("alerts"))
          .isEmpty();
      assertThat(
              rolf.json("POST", "/api/v1/alerts/" + alert + "/close", "{\"reason\":\"r\"}")
                  .statusCode())
          .isEqualTo(404);
    }
  }

  @Test
  void a_group_of_groups_is_shown_with_what_is_left_of_it() {
    JsonNode inventory = Room.json(get("/api/v1/inventory").body());
    assertThat(inventory.path("prod").path("children").toString()).isEqualTo("[\"web\"]");
    assertThat(inventory.has("db")).isFalse();
  }

  @Test
  void who_has_no_grant_at_all_is_not_let_in() {
    add("stranger", "none", "no-people");
    try (Visitor stranger = visitor()) {
      HttpResponse<String> answer = stranger.logIn("stranger", PASSWORD);
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.body()).contains("no grant names");
      assertThat(stranger.cookie("promansible_session")).isEmpty();
    }
  }

  @Test
  void the_pages_say_what_one_may_do() {
    assertThat(web.page("/account").body()).contains("operator (hosts web)");
    assertThat(web.page("/people").statusCode()).isEqualTo(403);
    assertThat(web.submit("/tokens", Map.of("name", "t", "role", "operator", "hosts", "db")).body())
        .contains("pmt_");
  }

  @Test
  void a_stream_ends_when_its_person_may_not_see_it_any_more() {
    add("sam", "none", "web-people");
    try (Visitor sam = visitor()) {
      sam.logIn("sam", PASSWORD);
      HttpResponse<String> run =
          sam.json("POST", "/api/v1/runs", "{\"roles\":[\"wait_once\"],\"hosts\":\"web3\"}");
      assertThat(run.statusCode()).as(run.body()).isEqualTo(202);
      String path = "/api/v1/runs/" + Room.json(run.body()).path("id").asText();
      CompletableFuture<HttpResponse<String>> stream =
          CompletableFuture.supplyAsync(
              () -> sam.send("GET", path + "/events", null, "Accept", "text/event-stream"));
      Waiting.until(
          "the play", () -> all(path + "/events", "events").toString().contains("wait_once"));
      assertThat(stream).isNotDone();
      call.as(ADMIN, "PATCH", "/api/v1/users/sam", "{\"disabled\":true}");
      clock.move(Duration.ofSeconds(6));
      Waiting.until("the end of the stream", stream::isDone);
      assertThat(stream.join().statusCode()).isEqualTo(200);
      assertThat(stream.join().body()).contains("event: end");
    } finally {
      room.write("go", "");
    }
  }
}
