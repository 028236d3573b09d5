package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.kit.Caller;
import io.promansible.kit.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the clock starts, what it missed, and what came too late. */
class RoutineScheduleTest extends RoutineJourney {
  @Test
  void a_routine_of_the_file_fires_at_its_time_on_the_hosts_of_its_pattern() {
    start(
        """
        routines:
          - {name: telling, cron: "0 3 * * *", timezone: Europe/Paris, hosts: "web:!web[2:8]:!six", roles: [tell], vars: {tell_count: 3}}
        """);
    Waiting.until("its state", () -> routine("telling").path("next").size() == 5);
    assertThat(routine("telling").path("next").get(0).path("local").asText()).contains("T03:00+0");
    assertThat(routine("telling").path("origin").asText()).isEqualTo("file");
    awaitScheduled("telling");
    clock.move(until("telling"));
    JsonNode run = routineRun("telling", 1);
    assertThat(run.path("outcome").asText()).as(run.toString()).isEqualTo("succeeded");
    assertThat(run.path("cause").asText()).isEqualTo("routine");
    assertThat(run.path("pattern").asText()).isEqualTo("web:!web[2:8]:!six");
    assertThat(run.path("hosts")).extracting(JsonNode::asText).containsExactly("web1", "web9");
    assertThat(routine("telling").path("lastRun").path("outcome").asText()).isEqualTo("succeeded");
    assertThat(routine("telling").path("secondsSinceSuccess").asInt(-1)).isNotNegative();
    assertThat(metrics())
        .contains("promansible_routine_last_success_timestamp_seconds{routine=\"telling\",}")
        .contains("promansible_routine_missed_total{routine=\"telling\",} 0.0");
    // A clock that jumps back and forth over the same time fires it once.
    clock.move(Duration.ofHours(-2));
    clock.move(Duration.ofHours(2));
    assertThat(call.get("/api/v1/runs?routine=telling").path("runs")).hasSize(1);
    assertThat(asAdmin("PUT", "/api/v1/routines/telling", "{}").statusCode()).isEqualTo(422);
  }

  @Test
  void d23_missed_times_are_made_up_for_as_set_and_an_overlap_is_left_out_or_queued() {
    start(
        """
        runs: {concurrent: 4}
        routines:
          - {name: once, cron: "0 * * * *", hosts: web1, roles: [tell], vars: {tell_count: 1}, misfire: once, late: 1d}
          - {name: never, cron: "0 * * * *", hosts: web2, roles: [tell], vars: {tell_count: 1}, misfire: skip}
          - {name: skips, cron: "0 * * * *", hosts: web3, roles: [hold]}
          - {name: queues, cron: "0 * * * *", hosts: web4, roles: [hold], overlap: queue}
          - {name: nobody, cron: "0 * * * *", hosts: nowhere, roles: [tell], vars: {tell_count: 1}}
        """);
    List<String> names = List.of("once", "never", "skips", "queues", "nobody");
    names.forEach(this::awaitScheduled);
    // Half an hour past the fourth time: four were missed.
    Instant next = Instant.parse(routine("once").path("next").get(0).path("utc").asText());
    clock.move(Duration.between(clock.instant(), next.plus(Duration.ofMinutes(210))));
    routineRun("once", 1);
    Waiting.until("the word of it", () -> routine("never").path("missed").asInt() == 4);
    assertThat(routine("once").path("missed").asInt()).isEqualTo(3);
    assertThat(call.get("/api/v1/runs?routine=never").path("runs")).isEmpty();
    // On time, twice, while the first run of each holder goes on.
    clock.move(until("skips"));
    Waiting.until("both holders", () -> room.lines("held").size() == 2);
    assertThat(routineRun("nobody", 1).path("outcome").asText()).isEqualTo("not_started");
    assertThat(routineRun("nobody", 1).path("reason").asText()).isEqualTo("no hosts");
    clock.move(until("skips"));
    Waiting.until(
        "the word of it", () -> routine("skips").path("note").asText().contains("still on"));
    Waiting.until(
        "a second run",
        () -> call.get("/api/v1/runs?routine=queues&state=queued").path("runs").size() == 1);
    assertThat(call.get("/api/v1/runs?routine=skips").path("runs")).hasSize(1);
    room.write("go", "");
    routineRun("queues", 2);
  }

  @Test
  void what_waited_too_long_is_not_done_any_more_and_a_check_that_hangs_has_failed() {
    room.routineRole("hangs", "- ansible.builtin.command: {argv: [sleep, '60']}\n");
    room.write("playbooks/routine/roles/hangs/meta/promansible.yml", "check: true");
    start(
        """
        routines:
          - {name: telling, cron: "0 3 * * *", hosts: web1, roles: [tell], vars: {tell_count: 3}, late: 1h}
          - {name: hanging, cron: "@yearly", hosts: web2, roles: [hangs], timeout: 3s}
        """);
    awaitScheduled("telling");
    made(asAdmin("PUT", "/api/v1/freeze", freeze("routine:telling")));
    clock.move(until("telling"));
    Waiting.until(
        "the run that waits", () -> call.get("/api/v1/runs?state=queued").path("runs").size() == 1);
    clock.move(Duration.ofHours(2));
    made(asAdmin("DELETE", "/api/v1/freeze?scope=routine:telling&reason=done", ""));
    JsonNode late = routineRun("telling", 1);
    assertThat(late.path("outcome").asText()).isEqualTo("not_started");
    assertThat(late.path("reason").asText()).contains("longer than the routine's late: 1h");
    assertThat(room.lines("told")).isEmpty();

    String hung = made(asAdmin("POST", "/api/v1/routines/hanging/run", "")).path("id").asText();
    assertThat(ended(hung).path("outcome").asText()).isEqualTo("timed_out");
    assertThat(Caller.text(call.send("GET", "/metrics", new byte[0])))
        .containsPattern("promansible_check_success\\{role=\"hangs\",host=\"web2\",?} 0.0");
  }
}
