package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.promansible.kit.Alerts;
import io.promansible.kit.Caller;
import io.promansible.kit.MovableClock;
import io.promansible.kit.Room;
import io.promansible.kit.Waiting;
import io.promansible.wiring.Service;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Steps above the first, people who approve or reject, and runs that are not needed any more. */
class EscalationTest {
  private final MovableClock clock = new MovableClock();
  private Room room;
  private Service service;
  private Caller call;

  @BeforeEach
  void open(@TempDir Path folder) {
    room =
        new Room(folder)
            .configure(
                "handlers:\n"
                    + Room.handler(
                        "Ladder",
                        "fail",
                        "escalate: [{roles: [linger], mode: observe}, {roles: [fail], mode: auto}, {roles: [count], mode: approve, verify: {within: 20s, hold: 0s}}]")
                    + Room.handler("Asked", "count", "").replace("mode: auto", "mode: approve")
                    + Room.handler("Stops", "linger", "stop_on_resolve: true")
                    + Room.handler("GoesOn", "linger", "")
                    + Room.handler("Back", "count", "escalate: [{roles: [fail], mode: approve}]")
                        .replace("hold: 0s", "hold: 20s"));
    service = Service.start(room.file("promansible.yml"), Map.of(), clock);
    call = new Caller(service.url());
    call.awaitReady();
  }

  @AfterEach
  void close() {
    for (JsonNode run : call.get("/api/v1/runs?state=running").path("runs")) {
      cancel(run);
    }
    Waiting.until(
        "the end of all runs", () -> call.get("/api/v1/runs?state=running").path("runs").isEmpty());
    call.close();
    service.close();
  }

  private void cancel(JsonNode run) {
    asAdmin("POST", "/api/v1/runs/" + run.path("id").asText() + "/cancel", "{}");
  }

  private HttpResponse<byte[]> asAdmin(String method, String path, String body) {
    return call.as(room.adminToken(), method, path, body);
  }

  private HttpResponse<byte[]> press(JsonNode remediation, String what) {
    String path = "/api/v1/remediations/" + remediation.path("id").asText() + "/" + what;
    return asAdmin("POST", path, "{\"reason\": \"I saw it\"}");
  }

  /** What explain says of an alert whose handler has another mode than approve. */
  private String wouldStart(String alertname, String host, String mode) {
    var body = JsonNodeFactory.instance.objectNode();
    String tried = String.join("\n", room.lines("promansible.yml"));
    body.put("config", tried.replace("mode: approve", "mode: " + mode));
    body.set("notification", Room.json(Alerts.notification(Alerts.firing(alertname, host))));
    HttpResponse<byte[]> answer = asAdmin("POST", "/api/v1/alerts/explain/trial", body.toString());
    return Room.json(Caller.text(answer)).findValues("handlers").toString();
  }

  @Test
  void each_step_follows_when_the_one_before_did_not_help() {
    call.accepted(Alerts.notification(Alerts.firing("Ladder", "web1")));
    JsonNode waiting = call.waitingRemediation("Ladder", "approve");
    assertThat(waiting.path("step").asInt()).isEqualTo(3);
    assertThat(waiting.path("attempts").asInt()).isEqualTo(2);
    assertThat(waiting.path("roles").get(0).asText()).isEqualTo("count");
    assertThat(waiting.path("reason").asText()).contains("the role failed on the host");
    assertThat(room.lines("lingers")).as("what only watches runs nothing").isEmpty();
    assertThat(call.reasons("Ladder")).containsExactly("start", "observe", "start", "approve");
    assertThat(press(waiting, "approve").statusCode()).isEqualTo(200);
    Waiting.until("its run", () -> room.lines("ledger").size() == 1);
    call.accepted(Alerts.notification(Alerts.resolved("Ladder", "web1")));
    JsonNode ended = call.finishedRemediation("Ladder");
    assertThat(ended.path("outcome").asText()).isEqualTo("fixed");
    assertThat(ended.path("attempts").asInt()).isEqualTo(3);
    assertThat(call.get("/api/v1/handlers").path("handlers").get(0).path("record").toString())
        .contains("\"runs\":1", "\"fixed\":1", "\"fixedShare\":1.0");
  }

  @Test
  void an_alert_that_comes_back_in_its_hold_goes_on_with_the_next_step() {
    call.accepted(Alerts.notification(Alerts.firing("Back", "web8")));
    call.finishedRun("Back");
    call.accepted(Alerts.notification(Alerts.resolved("Back", "web8")));
    Waiting.until(
        "the hold",
        () ->
            call.get("/api/v1/remediations?handler=Back&state=holding").path("remediations").size()
                == 1);
    call.accepted(
        Alerts.notification(
            Alerts.firing("Back", "web8").put("startsAt", Alerts.later(Duration.ofMinutes(6)))));
    assertThat(call.waitingRemediation("Back", "approve").path("reason").asText())
        .contains("fires again");
    assertThat(call.get("/api/v1/remediations?handler=Back").path("remediations")).hasSize(1);
  }

  @Test
  void attempts_survive_a_restart() {
    call.accepted(Alerts.notification(Alerts.firing("Ladder", "web2")));
    JsonNode waiting = call.waitingRemediation("Ladder", "approve");
    call.close();
    service.close();
    service = Service.start(room.file("promansible.yml"), Map.of(), clock);
    call = new Caller(service.url());
    call.awaitReady();
    assertThat(call.get("/api/v1/remediations/" + waiting.path("id").asText()).path("step").asInt())
        .isEqualTo(3);
    assertThat(press(waiting, "approve").statusCode()).isEqualTo(200);
    Waiting.until("its run", () -> room.lines("ledger").size() == 1);
  }

  @Test
  void two_people_who_press_at_once_start_it_once() throws Exception {
    call.accepted(Alerts.notification(Alerts.firing("Asked", "web3")));
    JsonNode waiting = call.waitingRemediation("Asked", "approve");
    assertThat(waiting.path("expiresAt").isNull()).isFalse();
    assertThat(room.lines("ledger")).isEmpty();
    List<Integer> answers = new ArrayList<>();
    try (var people = Executors.newFixedThreadPool(8)) {
      List<Callable<Integer>> presses = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        presses.add(() -> press(waiting, "approve").statusCode());
      }
      for (Future<Integer> answer : people.invokeAll(presses)) {
        answers.add(answer.get());
      }
    }
    assertThat(answers).filteredOn(a -> a == 200).hasSize(1);
    assertThat(answers).filteredOn(a -> a == 409).hasSize(7);
    assertThat(call.finishedRun("Asked").path("outcome").asText()).isEqualTo("succeeded");
    assertThat(room.lines("ledger")).hasSize(1);
    assertThat(call.get("/api/v1/audit").path("audit").get(0).toString())
        .contains("\"action\":\"approve\"", "I saw it");
    assertThat(press(waiting, "reject").statusCode()).isEqualTo(409);
  }

  @Test
  void what_a_person_rejects_or_nobody_approves_is_not_run() {
    call.accepted(
        Alerts.notification(Alerts.firing("Asked", "web4"), Alerts.firing("Asked", "web5")));
    JsonNode first = call.waitingRemediation("Asked", "approve");
    assertThat(press(first, "reject").statusCode()).isEqualTo(200);
    JsonNode rejected = call.get("/api/v1/remediations/" + first.path("id").asText());
    assertThat(rejected.path("outcome").asText()).isEqualTo("not_fixed");
    assertThat(rejected.path("reason").asText()).contains("rejected by", "I saw it");
    assertThat(press(first, "approve").statusCode()).isEqualTo(409);
    assertThat(wouldStart("Asked", first.path("host").asText(), "auto"))
        .as("what was rejected is not started by another mode, and explain knows it")
        .contains("\"starts\":false", "\"reason\":\"duplicate\"", "has been taken up");
    assertThat(wouldStart("Asked", "web7", "auto")).contains("\"starts\":true");
    JsonNode second = call.waitingRemediation("Asked", "approve");
    clock.move(Duration.ofMinutes(61));
    Waiting.until(
        "its end",
        () ->
            call.get("/api/v1/remediations/" + second.path("id").asText())
                .path("reason")
                .asText()
                .contains("nobody approved it"));
    assertThat(room.lines("ledger")).isEmpty();
    assertThat(call.get("/api/v1/runs").path("runs")).isEmpty();
  }

  @Test
  void an_approval_does_not_override_what_else_holds_back() {
    call.accepted(Alerts.notification(Alerts.firing("Asked", "web6")));
    JsonNode waiting = call.waitingRemediation("Asked", "approve");
    asAdmin("PUT", "/api/v1/freeze", "{\"scope\": \"all\", \"reason\": \"a move\"}");
    HttpResponse<byte[]> refused = press(waiting, "approve");
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(Caller.text(refused)).contains("frozen", "a move");
    asAdmin("DELETE", "/api/v1/freeze?scope=all&reason=done", "");
    assertThat(press(waiting, "approve").statusCode()).isEqualTo(200);
  }

  @Test
  void what_resolves_while_it_waits_for_a_person_needs_none() {
    call.accepted(Alerts.notification(Alerts.firing("Asked", "web7")));
    JsonNode waiting = call.waitingRemediation("Asked", "approve");
    call.accepted(Alerts.notification(Alerts.resolved("Asked", "web7")));
    JsonNode ended = call.finishedRemediation("Asked");
    assertThat(ended.path("outcome").asText()).isEqualTo("unknown");
    assertThat(ended.path("reason").asText()).contains("the alert was over");
    assertThat(press(waiting, "approve").statusCode()).isEqualTo(409);
  }

  @Test
  void a_run_is_stopped_when_its_alert_resolves_only_where_the_handler_says_so() {
    call.accepted(
        Alerts.notification(Alerts.firing("Stops", "web1"), Alerts.firing("GoesOn", "web2")));
    Waiting.until("both runs", () -> room.lines("lingers").size() == 2);
    call.accepted(
        Alerts.notification(Alerts.resolved("GoesOn", "web2"), Alerts.resolved("Stops", "web1")));
    assertThat(call.finishedRun("Stops").path("outcome").asText()).isEqualTo("cancelled");
    assertThat(call.finishedRemediation("Stops").path("reason").asText())
        .contains("the alert resolved while it ran");
    assertThat(call.get("/api/v1/runs?handler=GoesOn&state=running").path("runs")).hasSize(1);
  }
}
