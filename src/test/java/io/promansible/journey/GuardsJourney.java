package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.kit.Alerts;
import io.promansible.kit.Caller;
import io.promansible.kit.Room;
import io.promansible.kit.Waiting;
import io.promansible.wiring.Service;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guards in a running service; the same sentences for both databases. */
abstract class GuardsJourney {
  private Room room;
  private Service service;
  private Caller call;

  /** The section {@code database}, as one line of YAML. */
  abstract String database();

  @BeforeEach
  void open(@TempDir Path folder) {
    room =
        new Room(folder)
            .write(
                "hosts.yml",
                """
                fleet:
                  vars: {ansible_connection: local, ansible_become: false}
                  hosts:
                    h[1:60]:
                """)
            .configure(configuration("observe"));
    service = Service.start(room.file("promansible.yml"), Map.of());
    call = new Caller(service.url());
    call.awaitReady();
  }

  private String configuration(String mode) {
    return database()
        + "\nhandlers:\n"
        + Room.handler("Plain", "count", "")
        + "  - {name: Storm, matchers: ['alertname=\"Storm\"'], roles: [count], mode: auto, limits: {hosts: 3}, host_cooldown: 0s}\n"
        + "  - {name: Cool, matchers: ['alertname=\"Cool\"'], roles: [count], mode: auto, host_cooldown: 0s, verify: {within: 20s, hold: 0s}, cooldown: {after_success: 6s}}\n"
        + "  - {name: Watched, matchers: ['alertname=\"Watched\"'], roles: [count], mode: "
        + mode
        + ", host_cooldown: 0s}\n"
        + "freeze: [{name: never-more, cron: '0 0 1 1 *', duration: 9000h, handlers: [Windowed]}]\n";
  }

  @AfterEach
  void close() {
    call.close();
    service.close();
    room.close();
  }

  private HttpResponse<byte[]> asAdmin(String method, String path, String body) {
    return call.as(room.lines("data/admin.token").getFirst(), method, path, body);
  }

  private List<String> reasons(String alertname) {
    List<String> reasons = new ArrayList<>();
    for (JsonNode alert :
        call.get("/api/v1/alerts?limit=200&alertname=" + alertname).path("alerts")) {
      alert.path("decisions").forEach(d -> reasons.add(d.path("reason").asText()));
    }
    return reasons;
  }

  @Test
  void a_storm_starts_three_and_holds_the_rest_until_it_is_over() {
    // Each by itself, as Alertmanager sends them with group_by: ['...'].
    for (int i = 1; i <= 50; i++) {
      call.accepted(Alerts.notification(Alerts.firing("Storm", "h" + i)));
    }
    assertThat(reasons("Storm")).filteredOn("start"::equals).hasSize(3);
    assertThat(reasons("Storm")).filteredOn("blast_radius"::equals).hasSize(47);
    List<ObjectNode> over = new ArrayList<>();
    for (int i = 1; i <= 49; i++) {
      over.add(Alerts.resolved("Storm", "h" + i));
    }
    call.accepted(Alerts.notification(over));
    Waiting.until(
        "the last one, released by itself",
        () -> room.lines("ledger").stream().anyMatch(line -> line.startsWith("h50 ")));
    assertThat(
            call.get("/api/v1/runs?handler=Storm")
                .path("runs")
                .valueStream()
                .mapToInt(r -> r.path("hosts").size())
                .sum())
        .isLessThanOrEqualTo(4);
  }

  @Test
  void what_is_frozen_waits_and_goes_on_afterwards_and_the_record_says_who_did_it() {
    assertThat(asAdmin("PUT", "/api/v1/freeze", "{}").statusCode()).as("no reason").isEqualTo(400);
    assertThat(
            asAdmin("PUT", "/api/v1/freeze", "{\"scope\": \"web1\", \"reason\": \"x\"}")
                .statusCode())
        .isEqualTo(400);
    assertThat(
            call.send(
                    "PUT",
                    "/api/v1/freeze",
                    "{\"reason\": \"x\"}".getBytes(StandardCharsets.UTF_8),
                    "Content-Type",
                    "application/json")
                .statusCode())
        .as("not everybody may")
        .isEqualTo(403);
    assertThat(
            asAdmin(
                    "PUT",
                    "/api/v1/freeze",
                    "{\"scope\": \"group:fleet\", \"reason\": \"moving racks\"}")
                .statusCode())
        .isEqualTo(200);
    call.accepted(Alerts.notification(Alerts.firing("Plain", "h1")));
    JsonNode decision =
        call.get("/api/v1/alerts?alertname=Plain").path("alerts").get(0).path("decisions").get(0);
    assertThat(decision.path("reason").asText()).isEqualTo("frozen");
    assertThat(decision.path("detail").asText()).contains("froze group:fleet: moving racks");
    assertThat(asAdmin("DELETE", "/api/v1/freeze?scope=group:fleet&reason=done", "").statusCode())
        .isEqualTo(200);
    assertThat(asAdmin("DELETE", "/api/v1/freeze?scope=group:fleet&reason=done", "").statusCode())
        .isEqualTo(404);
    assertThat(call.finishedRun("Plain").path("outcome").asText()).isEqualTo("succeeded");
    assertThat(reasons("Plain")).containsExactly("frozen", "start");
    assertThat(call.get("/api/v1/audit").path("audit"))
        .extracting(a ->
            a.path("action").asText()
                + " "
                + a.path("subject").asText()
                + ": "
                + a.path("reason").asText())
        .containsExactly("thaw group:fleet: done", "freeze group:fleet: moving racks");
  }

  @Test
  void a_file_freezes_everything_whatever_else_is_broken() throws java.io.IOException {
    room.write("data/FREEZE", "the database moves\n");
    assertThat(call.get("/api/v1/freeze").path("others").toString()).contains("the database moves");
    for (String scope : List.of("handler:Plian", "host:h61", "group:fleets")) {
      assertThat(
              asAdmin(
                      "PUT",
                      "/api/v1/freeze",
                      "{\"scope\": \"%s\", \"reason\": \"x\"}".formatted(scope))
                  .statusCode())
          .as(scope)
          .isEqualTo(400);
    }
    call.accepted(Alerts.notification(Alerts.firing("Plain", "h2")));
    assertThat(reasons("Plain")).containsExactly("frozen");
    java.nio.file.Files.delete(room.file("data/FREEZE"));
    assertThat(call.finishedRun("Plain").path("outcome").asText()).isEqualTo("succeeded");
  }

  @Test
  void an_alert_that_comes_back_is_left_alone_for_its_cooldown_and_then_acted_upon() {
    call.accepted(Alerts.notification(Alerts.firing("Cool", "h3")));
    call.finishedRun("Cool");
    call.accepted(Alerts.notification(Alerts.resolved("Cool", "h3")));
    assertThat(call.finishedRemediation("Cool").path("outcome").asText()).isEqualTo("fixed");
    call.accepted(
        Alerts.notification(
            Alerts.firing("Cool", "h3").put("startsAt", Alerts.later(Duration.ofMinutes(6)))));
    JsonNode decision =
        call.get("/api/v1/alerts?alertname=Cool&state=firing")
            .path("alerts")
            .get(0)
            .path("decisions")
            .get(0);
    assertThat(decision.path("reason").asText()).isEqualTo("cooldown");
    assertThat(decision.path("detail").asText()).contains("ended fixed at", "left alone for 6s");
    Waiting.until(
        "the second run",
        () -> call.get("/api/v1/runs?state=finished&handler=Cool").path("runs").size() == 2);
  }

  @Test
  void what_was_only_observed_is_acted_upon_when_the_handler_is_switched_on() {
    call.accepted(Alerts.notification(Alerts.firing("Watched", "h4")));
    assertThat(reasons("Watched")).containsExactly("observe");
    room.configure(configuration("auto"));
    assertThat(asAdmin("POST", "/-/reload", "").statusCode()).isEqualTo(200);
    assertThat(call.finishedRun("Watched").path("outcome").asText()).isEqualTo("succeeded");
    assertThat(reasons("Watched")).containsExactly("observe", "start");
  }

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
          assertThat(h.path("guards").toString()).contains("it began 1 times");
        });
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
  void a_renewed_freeze_holds_all_the_while_and_bounds_are_said() {
    String freeze = "{\"scope\": \"host:h7\", \"reason\": \"%s\"%s}";
    asAdmin("PUT", "/api/v1/freeze", freeze.formatted("first", ""));
    asAdmin("PUT", "/api/v1/freeze", freeze.formatted("second", ""));
    assertThat(call.get("/api/v1/freeze").path("freezes").toString())
        .contains("second")
        .doesNotContain("first");
    HttpResponse<byte[]> far =
        asAdmin(
            "PUT",
            "/api/v1/freeze",
            freeze.formatted("x", ", \"until\": \"+999999-01-01T00:00:00Z\""));
    assertThat(far.statusCode()).isEqualTo(400);
  }

  @Test
  void an_alert_of_a_dead_sender_can_be_closed_and_counts_no_more() {
    call.accepted(Alerts.notification(Alerts.firing("Watched", "h9")));
    JsonNode alert = call.get("/api/v1/alerts?alertname=Watched").path("alerts").get(0);
    String path = "/api/v1/alerts/" + alert.path("id").asText() + "/close";
    assertThat(asAdmin("POST", path, "{}").statusCode()).as("without a reason").isEqualTo(400);
    assertThat(asAdmin("POST", path, "{\"reason\": \"its Prometheus is gone\"}").statusCode())
        .isEqualTo(200);
    assertThat(
            call.get("/api/v1/alerts?alertname=Watched")
                .path("alerts")
                .get(0)
                .path("state")
                .asText())
        .isEqualTo("resolved");
    assertThat(asAdmin("POST", path, "{\"reason\": \"again\"}").statusCode()).isEqualTo(409);
    assertThat(Caller.text(asAdmin("GET", "/api/v1/audit", ""))).contains("close");
  }

  @Test
  void a_reload_decides_anew_about_all_alerts_that_are_held() {
    List<ObjectNode> many = new ArrayList<>();
    for (int i = 0; i < 700; i++) {
      many.add(
          Alerts.alert(
              "firing",
              Map.of("alertname", "Watched", "instance", "h" + (1 + i % 60), "n", "" + i),
              Alerts.START));
    }
    call.accepted(Alerts.notification(many));
    room.configure(configuration("approve"));
    asAdmin("POST", "/-/reload", "");
    Waiting.until(
        "all of them to wait for a person",
        () ->
            Caller.text(asAdmin("GET", "/metrics", ""))
                .contains("promansible_remediations_waiting{reason=\"approve\",} 700.0"));
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
