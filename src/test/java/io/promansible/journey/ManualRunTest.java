package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.kit.Alerts;
import io.promansible.kit.Caller;
import io.promansible.kit.Programs;
import io.promansible.kit.Room;
import io.promansible.kit.Waiting;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Runs that people ask for, by the API and by the command line. */
class ManualRunTest extends RoutineJourney {
  @Test
  void a_run_is_asked_for_once_with_checked_parameters_and_once_more_on_what_failed() {
    start("");
    HttpResponse<byte[]> bad =
        asAdmin(
            "POST",
            "/api/v1/runs",
            "{\"roles\": [\"tell\"], \"hosts\": \"web1\", \"vars\": {\"tell_how\": \"mute\", \"tell_cuont\": 1}}");
    assertThat(bad.statusCode()).isEqualTo(422);
    assertThat(Caller.text(bad)).contains("tell_how", "loud, low", "tell_cuont");
    HttpResponse<byte[]> missing =
        asAdmin("POST", "/api/v1/runs", "{\"roles\": [\"tell\"], \"hosts\": \"web1\"}");
    assertThat(missing.statusCode()).isEqualTo(422);
    assertThat(Caller.text(missing)).contains("vars.tell_count", "is missing");
    assertThat(
            asAdmin(
                    "POST",
                    "/api/v1/runs",
                    "{\"roles\": [\"nowhere\"], \"hosts\": \"@/etc/passwd\"}")
                .statusCode())
        .isEqualTo(422);
    String wish =
        "{\"roles\": [\"tell\"], \"hosts\": \"db,web2\", \"vars\": {\"tell_count\": \"5\"}}";
    String token = room.adminToken();
    String[] headers = {
      "Authorization",
      "Bearer " + token,
      "Content-Type",
      "application/json",
      "Idempotency-Key",
      "k1"
    };
    byte[] body = wish.getBytes(StandardCharsets.UTF_8);
    HttpResponse<byte[]> first = call.send("POST", "/api/v1/runs", body, headers);
    assertThat(first.statusCode()).as(Caller.text(first)).isEqualTo(202);
    String id = Room.json(Caller.text(first)).path("id").asText();
    assertThat(
            Room.json(Caller.text(call.send("POST", "/api/v1/runs", body, headers)))
                .path("id")
                .asText())
        .isEqualTo(id);
    assertThat(
            call.send(
                    "POST",
                    "/api/v1/runs",
                    wish.replace("db,", "").getBytes(StandardCharsets.UTF_8),
                    headers)
                .statusCode())
        .isEqualTo(422);
    JsonNode run = ended(id);
    assertThat(run.path("outcome").asText()).isEqualTo("succeeded");
    assertThat(run.path("cause").asText()).isEqualTo("person");
    assertThat(room.lines("told")).hasSize(2);
    // A check that fails on one host of two, and once more there only.
    room.write("bad-web1", "");
    String looked =
        made(asAdmin("POST", "/api/v1/runs", "{\"roles\": [\"look\"], \"hosts\": \"web1:web2\"}"))
            .path("id")
            .asText();
    assertThat(ended(looked).path("outcome").asText()).isEqualTo("failed");
    assertThat(metrics())
        .contains("promansible_check_success{role=\"look\",host=\"web1\",} 0.0")
        .contains("promansible_check_success{role=\"look\",host=\"web2\",} 1.0");
    String again =
        made(asAdmin("POST", "/api/v1/runs/" + looked + "/retry?hosts=failed", ""))
            .path("id")
            .asText();
    assertThat(ended(again).path("hosts")).extracting(JsonNode::asText).containsExactly("web1");
    assertThat(asAdmin("POST", "/api/v1/runs/" + id + "/retry?hosts=failed", "").statusCode())
        .isEqualTo(409);
  }

  @Test
  void people_and_routines_keep_to_leases_and_freezes() {
    start(
        "handlers:\n"
            + Room.handler("Count", "count", "")
            + "routines:\n  - {name: yearly, cron: '@yearly', hosts: web2, roles: [tell], vars: {tell_count: 1}}\n");
    String holder =
        made(asAdmin("POST", "/api/v1/runs", "{\"roles\": [\"hold\"], \"hosts\": \"web1\"}"))
            .path("id")
            .asText();
    Waiting.until("the holder", () -> room.lines("held").size() == 1);
    String skips =
        made(asAdmin(
                "POST",
                "/api/v1/runs",
                "{\"roles\": [\"tell\"], \"hosts\": \"web1:web2\", \"vars\": {\"tell_count\": 1}, \"busy\": \"skip\"}"))
            .path("id")
            .asText();
    String waits =
        made(asAdmin(
                "POST",
                "/api/v1/runs",
                "{\"roles\": [\"tell\"], \"hosts\": \"web1:web3\", \"vars\": {\"tell_count\": 1}}"))
            .path("id")
            .asText();
    JsonNode skipped = ended(skips);
    assertThat(skipped.path("outcome").asText()).isEqualTo("succeeded");
    assertThat(skipped.path("dropped").path("web1").asText()).contains("busy");
    call.accepted(Alerts.notification(Alerts.firing("Count", "web1")));
    assertThat(call.get("/api/v1/runs/" + waits).path("state").asText()).isEqualTo("queued");
    made(asAdmin("PUT", "/api/v1/freeze", freeze("host:web3")));
    room.write("go", "");
    assertThat(ended(holder).path("outcome").asText()).isEqualTo("succeeded");
    call.finishedRun("Count");
    Waiting.until(
        "the word why it waits",
        () ->
            call.get("/api/v1/runs/" + waits).path("reason").asText().contains("froze host:web3"));
    made(asAdmin("DELETE", "/api/v1/freeze?scope=host:web3&reason=done", ""));
    assertThat(ended(waits).path("outcome").asText()).isEqualTo("succeeded");

    assertThat(asAdmin("PUT", "/api/v1/freeze", freeze("routine:yaerly")).body())
        .asString(StandardCharsets.UTF_8)
        .contains("there is no routine yaerly; nothing was frozen");
    made(asAdmin("PUT", "/api/v1/freeze", freeze("routine:yearly")));
    String frozen = made(asAdmin("POST", "/api/v1/routines/yearly/run", "")).path("id").asText();
    Waiting.until(
        "the word why it waits",
        () ->
            call.get("/api/v1/runs/" + frozen)
                .path("reason")
                .asText()
                .contains("froze routine:yearly"));
    made(asAdmin("DELETE", "/api/v1/freeze?scope=routine:yearly&reason=done", ""));
    assertThat(ended(frozen).path("outcome").asText()).isEqualTo("succeeded");
  }

  @Test
  void the_command_follows_a_run_and_its_exit_code_is_that_of_the_outcome() {
    start("");
    String url = service == null ? "" : service.url().toString();
    String token = room.file("data/admin.token").toString();
    Programs.Result good =
        command(
            "run",
            "tell",
            "--hosts",
            "web1",
            "-e",
            "tell_count=2",
            "--follow",
            "--url",
            url,
            "--token-file",
            token);
    assertThat(good.output()).contains("changed", "web1", "succeeded");
    assertThat(good.exit()).isZero();
    room.write("bad-web1", "");
    Programs.Result failed =
        command("run", "look", "--hosts", "web1", "-f", "--url", url, "--token-file", token);
    assertThat(failed.exit()).isEqualTo(1);
    assertThat(failed.output()).contains("it is bad", "failed on web1");
    Programs.Result wrong =
        command(
            "run",
            "tell",
            "--hosts",
            "web1",
            "-e",
            "tell_count=many",
            "--url",
            url,
            "--token-file",
            token);
    assertThat(wrong.exit()).isEqualTo(1);
    assertThat(wrong.output())
        .contains("tell_count", "must be of type int")
        .doesNotContain("\tat ");
  }

  private static Programs.Result command(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.promansible.Promansible"));
    command.addAll(List.of(arguments));
    return Programs.attempt(command, Map.of());
  }
}
