package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.kit.Alerts;
import io.promansible.kit.Caller;
import io.promansible.kit.Room;
import io.promansible.kit.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A person of the group web sees and touches nothing of the group db. */
class ScopeTest extends ScopeService {
  @Test
  void no_list_shows_anything_of_the_other_group() {
    for (String path :
        List.of(
            "/api/v1/runs",
            "/api/v1/runs?host=sql1",
            "/api/v1/runs?limit=1",
            "/api/v1/alerts",
            "/api/v1/alerts?host=sql1",
            "/api/v1/remediations",
            "/api/v1/remediations?host=sql1",
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
      assertThat(answer.body()).as(path).doesNotContain("sql1");
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
      assertThat(page.toString()).doesNotContain("sql1");
      seen += page.path("alerts").size();
      cursor = page.path("cursor").isNull() ? "" : page.path("cursor").asText();
    } while (!cursor.isEmpty());
    assertThat(seen).isEqualTo(3);
  }

  @Test
  void what_is_known_by_its_id_is_not_there_either() {
    String alert = idOf("/api/v1/alerts?host=sql1", "alerts");
    String remediation = idOf("/api/v1/remediations?host=sql1", "remediations");
    for (String path :
        List.of(
            "/api/v1/runs/" + dbRun,
            "/api/v1/runs/" + dbRun + "/log",
            "/api/v1/runs/" + dbRun + "/playbook",
            "/api/v1/runs/" + dbRun + "/hosts",
            "/api/v1/runs/" + dbRun + "/events",
            "/api/v1/alerts/" + alert,
            "/api/v1/remediations/" + remediation,
            "/api/v1/inventory/hosts/sql1",
            "/api/v1/inventory/hosts/sql1/facts")) {
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

  @Test
  void what_reaches_further_than_the_grant_is_refused() {
    for (String scope : List.of("all", "host:sql1", "group:db", "group:all", "handler:Known")) {
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
    assertThat(run.path("leftOut").toString()).contains("\"sql1\"").doesNotContain("web");
    assertThat(run.path("hosts").toString()).contains("web1").doesNotContain("sql1");
    assertThat(post("/api/v1/runs", "{\"roles\":[\"ping_once\"],\"hosts\":\"db\"}").statusCode())
        .isEqualTo(403);
  }

  @Test
  void a_web_socket_and_a_key_of_another_run_lead_nowhere() {
    try (Socket socket =
        new Socket(
            service.url(),
            "/api/v1/runs/" + dbRun + "/live",
            "Cookie",
            "promansible_session=" + web.cookie("promansible_session").orElseThrow())) {
      assertThat(socket.closedWith()).isEqualTo(1003);
      assertThat(socket.messages()).isEmpty();
    }
    String body = "{\"roles\":[\"ping_once\"],\"hosts\":\"sql1\"}";
    HttpResponse<byte[]> made =
        call.send(
            "POST",
            "/api/v1/runs",
            body.getBytes(StandardCharsets.UTF_8),
            "Authorization",
            "Bearer " + ADMIN,
            "Content-Type",
            "application/json",
            "Idempotency-Key",
            "k");
    assertThat(made.statusCode()).isEqualTo(202);
    HttpResponse<String> same =
        web.send(
            "POST",
            "/api/v1/runs",
            body,
            "X-CSRF-Token",
            web.csrf(),
            "Content-Type",
            "application/json",
            "Idempotency-Key",
            "k");
    assertThat(same.statusCode()).isEqualTo(403);
    assertThat(same.body()).doesNotContain(Room.json(Caller.text(made)).path("id").asText());
  }

  @Test
  void a_routine_of_other_hosts_is_not_there() {
    HttpResponse<byte[]> made =
        call.as(
            ADMIN,
            "PUT",
            "/api/v1/routines/of-db",
            "{\"roles\":[\"ping_once\"],\"hosts\":\"db\",\"cron\":\"@yearly\"}");
    assertThat(made.statusCode()).as(Caller.text(made)).isEqualTo(201);
    assertThat(get("/api/v1/routines/of-db").statusCode()).isEqualTo(404);
    for (String action : List.of("run", "pause", "resume")) {
      assertThat(post("/api/v1/routines/of-db/" + action, "{}").statusCode())
          .as(action)
          .isEqualTo(404);
    }
    assertThat(get("/api/v1/routines").body()).doesNotContain("of-db");
  }

  @Test
  void explain_tells_nothing_of_the_other_group() {
    HttpResponse<String> answer =
        post(
            "/api/v1/alerts/explain",
            Alerts.notification(Alerts.firing("Known", "sql1"), Alerts.firing("Known", "web2")));
    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode alerts = Room.json(answer.body()).path("alerts");
    assertThat(alerts.path(0).path("handlers").findValuesAsText("host")).doesNotContain("sql1");
    assertThat(alerts.path(1).path("handlers").findValuesAsText("host")).contains("web2");
  }

  @Test
  void a_group_of_groups_is_shown_with_what_is_left_of_it() {
    JsonNode inventory = Room.json(get("/api/v1/inventory").body());
    assertThat(inventory.path("prod").path("children").toString()).isEqualTo("[\"web\"]");
    assertThat(inventory.has("db")).isFalse();
  }
}
