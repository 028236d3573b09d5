package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.kit.Alerts;
import io.promansible.kit.Caller;
import io.promansible.kit.Room;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What a service answers whom: explanations, trials of a configuration, lists of runs; the same
 * sentences for both databases.
 */
abstract class AnswersJourney extends GuardsService {
  @Test
  void explains_what_would_happen_and_does_nothing() {
    String body = Alerts.notification(Alerts.firing("Cool", "h5"), Alerts.firing("Cool", "nobody"));
    HttpResponse<byte[]> answer =
        call.send(
            "POST",
            "/api/v1/alerts/explain",
            body.getBytes(StandardCharsets.UTF_8),
            "Content-Type",
            "application/json");
    assertThat(answer.statusCode()).as(Caller.text(answer)).isEqualTo(200);
    JsonNode alerts = Room.json(Caller.text(answer)).path("alerts");
    JsonNode first = alerts.get(0).path("handlers");
    assertThat(first)
        .filteredOn(h -> h.path("matches").asBoolean())
        .singleElement()
        .satisfies(h -> {
          assertThat(h.path("handler").asText()).isEqualTo("Cool");
          assertThat(h.path("starts").asBoolean()).isTrue();
          assertThat(h.path("host").asText()).isEqualTo("h5");
          assertThat(h.path("guards")).hasSizeGreaterThan(10);
        });
    assertThat(first)
        .filteredOn(h -> h.path("handler").asText().equals("Plain"))
        .singleElement()
        .satisfies(h -> assertThat(h.path("miss").asText()).isEqualTo("alertname=\"Plain\""));
    assertThat(alerts.get(1).path("handlers"))
        .filteredOn(h -> h.path("matches").asBoolean())
        .extracting(h -> h.path("reason").asText())
        .containsExactly("unknown_host");
    assertThat(call.get("/api/v1/alerts?alertname=Cool").path("alerts")).isEmpty();
    assertThat(call.get("/api/v1/runs?handler=Cool").path("runs")).isEmpty();
  }

  @Test
  void explains_the_play_that_only_the_mode_holds_back() {
    HttpResponse<byte[]> answer =
        call.send(
            "POST",
            "/api/v1/alerts/explain",
            Alerts.notification(Alerts.firing("Watched", "h9")).getBytes(StandardCharsets.UTF_8),
            "Content-Type",
            "application/json");
    assertThat(Room.json(Caller.text(answer)).path("alerts").get(0).path("handlers"))
        .filteredOn(h -> h.path("matches").asBoolean())
        .singleElement()
        .satisfies(h -> {
          assertThat(h.path("starts").asBoolean()).isFalse();
          assertThat(h.path("play").asText()).contains("- h9", "- count");
          assertThat(h.path("guards").toString()).contains("it began once");
        });
  }

  @Test
  void explanations_are_bounded() {
    List<ObjectNode> many = new ArrayList<>();
    for (int i = 0; i < 201; i++) {
      many.add(Alerts.firing("Plain", "h" + i));
    }
    HttpResponse<byte[]> refused =
        call.send(
            "POST",
            "/api/v1/alerts/explain",
            Alerts.notification(many).getBytes(StandardCharsets.UTF_8),
            "Content-Type",
            "application/json");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(Caller.text(refused)).contains("intake.explain_max");
  }

  private JsonNode trial(String body) {
    HttpResponse<byte[]> answer = asAdmin("POST", "/api/v1/alerts/explain/trial", body);
    assertThat(answer.statusCode()).as(Caller.text(answer)).isEqualTo(200);
    return Room.json(Caller.text(answer));
  }

  @Test
  void a_configuration_is_tried_on_an_alert_and_on_those_of_the_past() {
    for (int i = 1; i <= 8; i++) {
      call.accepted(Alerts.notification(Alerts.firing("Watched", "h" + i)));
    }
    String tried =
        String.join("\n", room.lines("promansible.yml")).replace("mode: observe", "mode: auto");
    var body = com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode();
    body.put("config", tried);
    body.set("notification", Room.json(Alerts.notification(Alerts.firing("Watched", "h20"))));
    JsonNode explained =
        trial(body.toString())
            .path("alerts")
            .get(0)
            .path("handlers")
            .valueStream()
            .filter(h -> h.path("matches").asBoolean())
            .findFirst()
            .orElseThrow();
    assertThat(explained.path("starts").asBoolean()).isTrue();
    assertThat(explained.path("play").asText()).contains("hosts:", "h20", "- count");
    body.remove("notification");
    body.put("replay", "30d");
    JsonNode replayed = trial(body.toString());
    assertThat(of(replayed.path("replay"), "Watched"))
        .contains("\"matched\":8", "\"starts\":8", "\"mostInAnHour\":8", "\"held\":{}");
    assertThat(of(replayed.path("inForce"), "Watched")).contains("\"starts\":0", "\"observe\":8");
    body.put("config", tried.replace("limits: {hosts: 3}", "limits: {hosts: three}"));
    HttpResponse<byte[]> faulty = asAdmin("POST", "/api/v1/alerts/explain/trial", body.toString());
    assertThat(faulty.statusCode()).isEqualTo(400);
    assertThat(Caller.text(faulty)).contains("(tried):", "limits.hosts");
    assertThat(call.get("/api/v1/runs?handler=Watched").path("runs")).isEmpty();
  }

  private static String of(JsonNode handlers, String name) {
    return handlers
        .valueStream()
        .filter(h -> h.path("handler").asText().equals(name))
        .findFirst()
        .orElseThrow()
        .toString();
  }

  @Test
  void without_tokens_nothing_that_comes_by_a_proxy_is_answered() {
    for (String header : List.of("X-Forwarded-For", "Forwarded", "Via")) {
      assertThat(call.send("GET", "/api/v1/runs", new byte[0], header, "203.0.113.7").statusCode())
          .as(header)
          .isEqualTo(403);
    }
  }

  @Test
  void a_list_of_runs_counts_hosts_and_pages_them() {
    List<ObjectNode> alerts = new ArrayList<>();
    for (int i = 1; i <= 12; i++) {
      alerts.add(Alerts.firing("Plain", "h" + i));
    }
    call.accepted(Alerts.notification(alerts));
    JsonNode run = call.finishedRun("Plain");
    JsonNode row = call.get("/api/v1/runs?handler=Plain").path("runs").get(0);
    assertThat(row.path("hostCount").asInt()).isEqualTo(12);
    assertThat(row.path("hosts")).hasSize(10);
    assertThat(row.path("counts").path("ok").asInt()).isEqualTo(12);
    assertThat(row.has("recap")).isFalse();
    String path = "/api/v1/runs/" + run.path("id").asText() + "/hosts?limit=7";
    JsonNode first = call.get(path);
    JsonNode second = call.get(path + "&after=" + first.path("after").asText());
    assertThat(first.path("hosts")).hasSize(7);
    assertThat(second.path("hosts")).hasSize(5);
    assertThat(second.path("hosts").get(0).path("recap").path("ok").asInt()).isPositive();
    assertThat(call.get(path + "&hosts=failed").path("hosts")).isEmpty();
  }
}
