package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.kit.Alerts;
import io.promansible.kit.Caller;
import io.promansible.kit.Room;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in with what, and how the others are refused. */
abstract class DoorsAccessJourney extends DoorsService {
  @ParameterizedTest
  @CsvSource({
    "GET,/api/v1/runs,viewer,200",
    "GET,/api/v1/runs,webhook,403",
    "GET,/api/v1/runs,wrong,401",
    "GET,/api/v1/alerts,inventory,403",
    "GET,/api/v1/inventory,inventory,200",
    "GET,/api/v1/inventory,viewer,200",
    "GET,/api/v1/inventory,webhook,403",
    "GET,/metrics,viewer,200",
    "GET,/metrics,wrong,401",
    "GET,/api/v1/roles,viewer,200",
    "GET,/api/v1/handlers,viewer,200",
    "GET,/api/v1/remediations,operator,200",
    "POST,/-/reload,operator,403",
    "POST,/api/v1/runs/01a1fd1a-5028-79e1-a9f0-0058b6412e2d/cancel,viewer,403",
    "POST,/api/v1/runs/01a1fd1a-5028-79e1-a9f0-0058b6412e2d/cancel,operator,404",
    "GET,/-/healthy,wrong,200",
    "GET,/-/ready,wrong,200"
  })
  void a_token_may_what_its_role_says(String method, String path, String who, int status) {
    assertThat(call.send(method, path, NOTHING, "Authorization", bearer(who)).statusCode())
        .isEqualTo(status);
  }

  @Test
  void without_a_token_nothing_is_told_and_no_body_is_read() {
    HttpResponse<byte[]> response =
        call.send(
            "POST",
            "/api/v1/alerts",
            "{not json".getBytes(StandardCharsets.UTF_8),
            "Content-Type",
            JSON);
    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(response.headers().firstValue("WWW-Authenticate")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/alerts", "/api/v1/alerts/", "/api/v1/alerts?source=default"})
  void the_webhook_answers_with_and_without_a_slash(String path) {
    assertThat(
            deliver(path, Alerts.notification(Alerts.firing("Known", "web1")), JSON).statusCode())
        .isEqualTo(200);
  }

  @Test
  void basic_authentication_opens_too() {
    String basic =
        java.util.Base64.getEncoder()
            .encodeToString("webhook:webhook-secret-token".getBytes(StandardCharsets.UTF_8));
    assertThat(
            call.send(
                    "POST",
                    "/api/v1/alerts",
                    Alerts.notification().getBytes(StandardCharsets.UTF_8),
                    "Content-Type",
                    JSON,
                    "Authorization",
                    "Basic " + basic)
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void what_is_no_notification_is_refused_in_its_own_words() {
    HttpResponse<byte[]> noAlerts = deliver("/api/v1/alerts", "{\"hello\": 1}", JSON);
    assertThat(noAlerts.statusCode()).isEqualTo(400);
    assertThat(Room.json(Caller.text(noAlerts)).path("errors").get(0).path("pointer").asText())
        .isEqualTo("alerts");
    assertThat(deliver("/api/v1/alerts", "not json", JSON).statusCode()).isEqualTo(400);
    assertThat(deliver("/api/v1/alerts", "", JSON).statusCode()).isEqualTo(400);
    assertThat(deliver("/api/v1/alerts", "a=b", "application/x-www-form-urlencoded").statusCode())
        .isEqualTo(415);
    assertThat(
            call.send(
                    "POST",
                    "/api/v1/alerts",
                    Alerts.notification().getBytes(StandardCharsets.UTF_8),
                    "Authorization",
                    bearer("webhook"))
                .statusCode())
        .isEqualTo(415);
    assertThat(deliver("/api/v1/alerts", "x".repeat(2 << 20), JSON).statusCode()).isEqualTo(413);
    assertThat(Caller.text(deliver("/api/v1/alerts", "x".repeat(2 << 20), JSON)))
        .contains("intake.body_max");
    assertThat(get("/api/v1/alerts/nothing/here", "viewer").statusCode()).isEqualTo(404);
    assertThat(
            call.send("DELETE", "/api/v1/alerts", NOTHING, "Authorization", bearer("admin"))
                .statusCode())
        .isEqualTo(405);
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/runs?state=done,state", "/api/v1/runs?outcome=good,outcome",
        "/api/v1/runs?since=yesterday,since", "/api/v1/runs?limit=0,limit",
    "/api/v1/runs?cursor=xyz,cursor", "/api/v1/runs/not-an-id,id",
        "/api/v1/alerts?state=burning,state", "/api/v1/remediations?outcome=good,outcome",
    "/api/v1/inventory/targets?port=0,port"
  })
  void a_wrong_parameter_is_named(String path, String parameter) {
    HttpResponse<byte[]> response = get(path, "viewer");
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(Caller.text(response)).contains("\"pointer\":\"" + parameter + "\"");
  }

  @Test
  void what_is_not_there_is_a_problem_too() {
    for (String path :
        List.of(
            "/api/v1/runs/01a1fd1a-5028-79e1-a9f0-0058b6412e2d",
            "/api/v1/remediations/01a1fd1a-5028-79e1-a9f0-0058b6412e2d",
            "/api/v1/inventory/hosts/nobody",
            "/nowhere")) {
      HttpResponse<byte[]> response = get(path, "viewer");
      assertThat(response.statusCode()).isEqualTo(404);
      assertThat(response.headers().firstValue("Content-Type"))
          .hasValue("application/problem+json");
    }
  }
}
