package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.kit.Alerts;
import io.promansible.kit.Caller;
import io.promansible.kit.Programs;
import io.promansible.kit.Room;
import io.promansible.kit.Waiting;
import io.promansible.wiring.Service;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A day of an operator: by the command line, with tokens, and with things that go wrong. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DailyWorkTest {
  private Room room;
  private Service service;
  private Caller call;

  @BeforeAll
  void open(@TempDir Path folder) {
    room = new Room(folder);
    for (String name : List.of("webhook", "operator", "admin")) {
      room.write(name, name + "-secret-token");
    }
    room.write(
        "hosts.yml",
        Room.LOCAL_HOSTS.replace("web[1:9]:", "web[1:9]:\n    canary: {api_key: canary-key}"));
    room.role(
        "prints", "- ansible.builtin.debug: {msg: \"it is {{ hostvars['canary'].api_key }}\"}\n");
    room.role("wants", "- ansible.builtin.debug: {msg: \"{{ ansible_distribution }}\"}\n");
    room.configure(
        """
        access:
          tokens:
            - {name: webhook, role: webhook, token_file: ./webhook}
            - {name: operator, role: operator, token_file: ./operator}
            - {name: admin, role: admin, token_file: ./admin}
        handlers:
        """
            + Room.handler("Asks", "prints", "vars: {prints_token: hidden-value, prints_n: 7}")
                .replace("mode: auto", "mode: approve")
            + Room.handler("Factless", "wants", "")
            + Room.handler("Young", "note", "min_age: 1d"));
    service = Service.start(room.file("promansible.yml"), Map.of());
    call = new Caller(service.url());
    call.awaitReady();
  }

  @AfterAll
  void close() {
    call.close();
    service.close();
  }

  private JsonNode get(String path) {
    HttpResponse<byte[]> response = call.as("operator-secret-token", "GET", path, "");
    assertThat(response.statusCode()).as(Caller.text(response)).isEqualTo(200);
    return Room.json(Caller.text(response));
  }

  private void deliver(String body) {
    assertThat(call.as("webhook-secret-token", "POST", "/api/v1/alerts", body).statusCode())
        .isEqualTo(200);
  }

  private String command(int exit, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.promansible.Promansible"));
    command.addAll(List.of(arguments));
    command.addAll(
        List.of(
            "--url", service.url().toString(), "--token-file", room.file("operator").toString()));
    Programs.Result result = Programs.attempt(command, Map.of());
    assertThat(result.exit()).as(result.output()).isEqualTo(exit);
    return result.output();
  }

  @Test
  void an_approval_from_the_alert_to_the_log_by_the_command_line() {
    deliver(Alerts.notification(Alerts.firing("Asks", "web1")));
    String holds = command(0, "holds");
    assertThat(holds).contains("Asks", "web1", "approve");
    String id = get("/api/v1/holds").path("waiting").get(0).path("id").asText();
    assertThat(get("/api/v1/remediations?state=waiting").path("remediations")).hasSize(1);
    assertThat(Caller.text(call.as("operator-secret-token", "GET", "/metrics", "")))
        .contains("promansible_remediations_waiting{reason=\"approve\",} 1.0");
    assertThat(command(0, "approve", id, "--reason", "looks right")).contains("approved");
    JsonNode run =
        Waiting.untilGiven(
            "the run",
            () ->
                get("/api/v1/runs?state=finished&handler=Asks")
                    .path("runs")
                    .valueStream()
                    .findFirst());
    String runId = run.path("id").asText();
    assertThat(command(0, "runs")).contains("alert Asks", "prints", "succeeded");
    // A secret of another host's variables is masked, too, wherever it is printed.
    assertThat(command(0, "log", runId)).contains("it is ********").doesNotContain("canary-key");
    assertThat(get("/api/v1/runs/" + runId + "/events").toString()).doesNotContain("canary-key");
    assertThat(command(0, "log", runId, "--playbook")).contains("prints");
    assertThat(command(0, "alerts")).contains("Asks", "web1", "firing");
    assertThat(command(0, "audit")).contains("operator", "approve", "looks right");
    // What it ran with, and for what.
    JsonNode one = get("/api/v1/runs/" + runId);
    assertThat(one.path("vars").toString())
        .isEqualTo("{\"prints_n\":7,\"prints_token\":\"********\"}");
    assertThat(one.path("alerts").get(0).path("alertname").asText()).isEqualTo("Asks");
    String alert = one.path("alerts").get(0).path("alert").asText();
    assertThat(get("/api/v1/alerts/" + alert).path("remediations").get(0).path("run").asText())
        .isEqualTo(runId);
    assertThat(get("/api/v1/remediations?run=" + runId).path("remediations")).hasSize(1);
    assertThat(command(1, "cancel", runId)).contains("finished already");
    assertThat(Caller.text(call.as("admin-secret-token", "GET", "/metrics", "")))
        .contains("promansible_decisions_total{reason=\"start\",} 1.0");
  }

  @Test
  void a_freeze_and_its_end_by_the_command_line() {
    assertThat(command(0, "freeze", "host:web9", "--reason", "a move", "--for", "2h"))
        .contains("until");
    assertThat(command(0, "holds")).contains("frozen: host:web9 by operator: a move");
    assertThat(command(0, "thaw", "host:web9", "--reason", "done")).contains("thawed");
    assertThat(command(1, "freeze", "host:wob", "--reason", "x")).contains("there is no host wob");
    assertThat(command(1, "freeze", "--reason", "x", "--for", "long")).contains("--for");
  }

  @Test
  void an_inventory_that_loses_many_hosts_is_accepted_by_a_person_only() {
    String full = String.join("\n", room.lines("hosts.yml"));
    room.write("hosts.yml", full.replace("web[1:9]:", "web[1:4]:"));
    HttpResponse<byte[]> refused = call.as("admin-secret-token", "POST", "/-/reload", "");
    assertThat(Caller.text(refused)).contains("5 of 12 hosts", "accept=shrink");
    assertThat(Caller.text(call.as("operator-secret-token", "GET", "/-/ready", "")))
        .contains("accept=shrink");
    assertThat(get("/api/v1/inventory").toString()).contains("web9");
    assertThat(call.as("admin-secret-token", "POST", "/-/reload?accept=shrink", "").statusCode())
        .isEqualTo(200);
    assertThat(get("/api/v1/inventory").toString()).doesNotContain("web9");
    room.write("hosts.yml", full);
    assertThat(call.as("admin-secret-token", "POST", "/-/reload", "").statusCode()).isEqualTo(200);
    assertThat(get("/api/v1/inventory").toString()).contains("web9");
  }

  @Test
  void a_role_that_fails_for_want_of_facts_is_told_what_to_say() {
    deliver(Alerts.notification(Alerts.firing("Factless", "web2")));
    JsonNode run =
        Waiting.untilGiven(
            "the run",
            () ->
                get("/api/v1/runs?state=finished&handler=Factless")
                    .path("runs")
                    .valueStream()
                    .findFirst());
    assertThat(run.path("reason").asText()).contains("failed on web2", "facts: true");
  }

  @Test
  void a_clock_that_is_ahead_is_said_and_the_age_counts_from_the_receipt() {
    String ahead = Instant.now().plus(Duration.ofDays(3)).toString();
    deliver(Alerts.notification(Alerts.firing("Young", "web3").put("startsAt", ahead)));
    assertThat(get("/api/v1/holds").path("holds").toString())
        .contains("the clock of its sender is ahead", ahead.substring(0, 16));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      value = {
        "GET ¦ /api/v1/runs?hst=web1 ¦ '' ¦ unknown parameter 'hst'; did you mean 'host'?",
        "GET ¦ /api/v1/holds?x=1 ¦ '' ¦ unknown parameter 'x'; there is none here",
        "GET ¦ /api/v1/alerts?limit=many ¦ '' ¦ 'limit' is not of the right kind",
        "PUT ¦ /api/v1/freeze ¦ {\"reason\": \"x\", \"for\": \"1h\"} ¦ unknown key 'for'; known here: reason, scope, until",
        "POST ¦ /api/v1/handlers/Asks/allow ¦ {\"hosts\": \"x\", \"reason\": \"y\"} ¦ 'hosts' must be a whole number",
        "POST ¦ /api/v1/handlers/Asks/close-breaker ¦ {} ¦ reason",
        "PUT ¦ /api/v1/freeze ¦ {\"reason\": ¦ the body is not JSON",
        "POST ¦ /api/v1/runs ¦ {\"roles\": [\"note\"], \"hosts\": \"wob\"} ¦ hosts: 'wob' is no host or group",
        "POST ¦ /api/v1/runs ¦ {\"roles\": [\"restart_labap\"], \"hosts\": \"web1\"} ¦ not in the role catalog",
        "POST ¦ /-/reload?accept=all ¦ {} ¦ 'all' is not shrink"
      })
  void what_the_api_does_not_know_is_refused_by_name(
      String method, String path, String body, String what) {
    HttpResponse<byte[]> response = call.as("admin-secret-token", method, path, body);
    assertThat(response.statusCode()).as(Caller.text(response)).isBetween(400, 422);
    assertThat(Caller.text(response).replace("\\\"", "\""))
        .contains(what)
        .doesNotContain("io.promansible");
  }

  @Test
  void a_refused_notification_leaves_a_trace() {
    HttpResponse<byte[]> response =
        call.as("wrong", "POST", "/api/v1/alerts", Alerts.notification(Alerts.firing("X", "web1")));
    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(call.as("operator-secret-token", "POST", "/api/v1/alerts", "{}").statusCode())
        .isEqualTo(403);
    assertThat(Caller.text(call.as("operator-secret-token", "GET", "/-/ready", "")))
        .contains("a notification from 127.0.0.1 was answered 403");
    assertThat(Caller.text(call.send("GET", "/-/ready", new byte[0]))).contains("\"hint\"");
    assertThat(Caller.text(call.as("operator-secret-token", "GET", "/metrics", "")))
        .contains(
            "promansible_notifications_total{answer=\"401\",}",
            "promansible_check_ok{check=\"webhook\",} 0.0");
    deliver(Alerts.notification(Alerts.firing("Unanswered", "web1")));
    assertThat(Caller.text(call.as("operator-secret-token", "GET", "/metrics", "")))
        .contains("promansible_check_ok{check=\"webhook\",} 1.0");
  }

  @Test
  void with_tokens_no_admin_token_is_made_and_what_is_stored_is_for_this_user_only()
      throws IOException {
    assertThat(room.file("data/admin.token")).doesNotExist();
    for (String name : List.of("data", "data/promansible.mv.db", "data/inventory.json")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(room.file(name))))
          .as(name)
          .endsWith("------");
    }
  }
}
