package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.kit.Alerts;
import io.promansible.kit.Caller;
import io.promansible.kit.Waiting;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** The guards in a running service; the same sentences for both databases. */
abstract class GuardsJourney extends GuardsService {
  @Test
  void a_storm_starts_three_and_holds_the_rest_until_it_is_over() {
    // Each by itself, as Alertmanager sends them with group_by: ['...'].
    for (int i = 1; i <= 50; i++) {
      call.accepted(Alerts.notification(Alerts.firing("Storm", "h" + i)));
    }
    assertThat(call.reasons("Storm")).filteredOn("start"::equals).hasSize(3);
    assertThat(call.reasons("Storm")).filteredOn("blast_radius"::equals).hasSize(47);
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
    assertThat(call.reasons("Plain")).containsExactly("frozen", "start");
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
    assertThat(call.reasons("Plain")).containsExactly("frozen");
    java.nio.file.Files.delete(room.file("data/FREEZE"));
    assertThat(call.finishedRun("Plain").path("outcome").asText()).isEqualTo("succeeded");
  }

  @Test
  void a_renewed_freeze_holds_all_the_while_and_bounds_are_said() {
    String freeze = "{\"scope\": \"host:h7\", \"reason\": \"%s\"%s}";
    asAdmin("PUT", "/api/v1/freeze", freeze.formatted("first", ""));
    List<Integer> seen = new CopyOnWriteArrayList<>();
    AtomicBoolean over = new AtomicBoolean();
    Thread reader =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              while (!over.get()) {
                seen.add(call.get("/api/v1/freeze").path("freezes").size());
              }
            });
    for (int i = 0; i < 20; i++) {
      asAdmin("PUT", "/api/v1/freeze", freeze.formatted("renewed", ""));
    }
    over.set(true);
    Waiting.until("the reader's end", () -> !reader.isAlive());
    assertThat(seen).isNotEmpty().doesNotContain(0);
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
    assertThat(call.reasons("Watched")).containsExactly("observe");
    room.configure(configuration("auto"));
    assertThat(asAdmin("POST", "/-/reload", "").statusCode()).isEqualTo(200);
    assertThat(call.finishedRun("Watched").path("outcome").asText()).isEqualTo("succeeded");
    assertThat(call.reasons("Watched")).containsExactly("observe", "start");
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
}
