package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.kit.Caller;
import io.promansible.kit.Waiting;
import io.promansible.routine.RoutineTimes;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Routines are made, paused and taken away by people. */
class RoutineApiTest extends RoutineJourney {
  @Test
  void a_routine_is_made_changed_paused_run_and_taken_away_by_the_api() {
    start("");
    String path = "/api/v1/routines/by-api";
    HttpResponse<byte[]> bad =
        asAdmin(
            "PUT",
            path,
            "{\"cron\": \"0 0 31 2 *\", \"hosts\": \"web1\", \"roles\": [\"nowhere\"], \"what\": 1}");
    assertThat(bad.statusCode()).isEqualTo(422);
    assertThat(Caller.text(bad)).contains("never fires", "nowhere", "what");
    String spec =
        "{\"cron\": \"CRON_TZ=Europe/Berlin @daily\", \"hosts\": \"web1\", \"roles\": [\"tell\"], \"vars\": {\"tell_count\": 1}}";
    HttpResponse<byte[]> fresh = asAdmin("PUT", path, spec);
    assertThat(fresh.statusCode()).as(Caller.text(fresh)).isEqualTo(201);
    assertThat(routine("by-api").path("timezone").asText()).isEqualTo("Europe/Berlin");
    assertThat(asAdmin("PUT", path, spec.replace("@daily", "@hourly")).statusCode()).isEqualTo(200);
    String id = made(asAdmin("POST", path + "/run", "")).path("id").asText();
    JsonNode run = ended(id);
    assertThat(run.path("outcome").asText()).isEqualTo("succeeded");
    assertThat(run.path("askedBy").asText()).isNotEmpty();
    assertThat(made(asAdmin("POST", path + "/pause", "")).path("pausedBy").asText()).isNotEmpty();
    awaitScheduled("by-api");
    clock.move(until("by-api"));
    Waiting.until(
        "the word of it", () -> routine("by-api").path("note").asText().startsWith("paused"));
    assertThat(call.get("/api/v1/runs?routine=by-api").path("runs")).hasSize(1);
    assertThat(made(asAdmin("POST", path + "/resume", "")).has("pausedBy")).isFalse();
    clock.move(until("by-api"));
    routineRun("by-api", 2);
    assertThat(asAdmin("DELETE", path, "").statusCode()).isEqualTo(204);
    assertThat(call.send("GET", path, new byte[0]).statusCode()).isEqualTo(404);
    // Made anew it is a new one; and one that is gone stops no other from going.
    assertThat(asAdmin("PUT", path, spec).statusCode()).isEqualTo(201);
    assertThat(routine("by-api").has("pausedBy")).isFalse();
    assertThat(asAdmin("DELETE", path, "").statusCode()).isEqualTo(204);
    assertThat(
            call.send(
                    "PUT",
                    path,
                    spec.getBytes(StandardCharsets.UTF_8),
                    "Content-Type",
                    "application/json")
                .statusCode())
        .isEqualTo(403);
  }

  @Test
  void a_pause_outlasts_a_reload_without_the_routine() {
    String telling =
        "routines:\n  - {name: telling, cron: '0 3 * * *', hosts: web1, roles: [tell], vars: {tell_count: 3}}\n";
    start(telling);
    awaitScheduled("telling");
    made(asAdmin("POST", "/api/v1/routines/telling/pause", ""));
    room.configure("");
    asAdmin("POST", "/-/reload", "");
    Waiting.until("its end", () -> call.get("/api/v1/routines").path("routines").isEmpty());
    // What would forget the pause is done every five seconds; here at once.
    service.bean(RoutineTimes.class).align();
    room.configure(telling);
    asAdmin("POST", "/-/reload", "");
    Waiting.until("its return", () -> !routine("telling").path("pausedBy").asText().isEmpty());
  }
}
