package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.kit.Caller;
import io.promansible.kit.MovableClock;
import io.promansible.kit.Room;
import io.promansible.kit.Waiting;
import io.promansible.wiring.Service;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A service with roles for routines, and a clock that is moved. */
abstract class RoutineJourney extends OneServiceJourney {
  final MovableClock clock = new MovableClock();

  @BeforeEach
  void addRoles() {
    Path folder = room.file("");
    room.routineRole(
        "tell",
        "- ansible.builtin.shell: {cmd: 'echo {{ inventory_hostname }} {{ promansible.run.id }} >> %s/told'}\n  changed_when: true\n"
            .formatted(folder));
    room.routineRole(
        "hold",
        "- ansible.builtin.shell: {cmd: 'echo in >> %1$s/held; while [ ! -e %1$s/go ]; do sleep 0.1; done'}\n"
            .formatted(folder));
    room.routineRole(
        "look",
        """
        - ansible.builtin.stat: {path: "%s/bad-{{ inventory_hostname }}"}
          register: look_bad
        - ansible.builtin.set_stats: {per_host: true, aggregate: false, data: {look: {success: "{{ not look_bad.stat.exists }}"}}}
        - ansible.builtin.assert: {that: not look_bad.stat.exists, fail_msg: it is bad}
        """
            .formatted(folder));
    room.write("playbooks/routine/roles/look/meta/promansible.yml", "check: true");
    room.write(
            "playbooks/routine/roles/tell/meta/argument_specs.yml",
            "argument_specs: {main: {options: {tell_count: {type: int, required: true}, tell_how: {type: str, choices: [loud, low], default: low}, tell_where: {type: str}, tell_secret: {type: str, no_log: true}}}}")
        .write("playbooks/routine/roles/tell/meta/promansible.yml", "inventory_only: [tell_where]")
        .write("playbooks/routine/roles/tell/defaults/main.yml", "tell_how: low");
  }

  @Override
  protected void start(String settings) {
    room.configure(settings);
    service = Service.start(room.file("promansible.yml"), Map.of(), clock);
    call = new Caller(service.url());
    call.awaitReady();
  }

  @AfterEach
  void letGo() {
    room.write("go", "");
  }

  HttpResponse<byte[]> asAdmin(String method, String path, String body) {
    return call.as(room.adminToken(), method, path, body);
  }

  JsonNode made(HttpResponse<byte[]> response) {
    assertThat(response.statusCode()).as(Caller.text(response)).isBetween(200, 299);
    return Room.json(Caller.text(response));
  }

  JsonNode routine(String name) {
    return call.get("/api/v1/routines/" + name);
  }

  JsonNode ended(String id) {
    return Waiting.untilGiven(
        "the end of run " + id,
        () ->
            java.util.Optional.of(call.get("/api/v1/runs/" + id))
                .filter(run -> run.path("state").asText().equals("finished")));
  }

  Duration until(String name) {
    Instant next = Instant.parse(routine(name).path("next").get(0).path("utc").asText());
    return Duration.between(clock.instant(), next).plusSeconds(1);
  }

  /** Once db-scheduler has it a jump of the clock is a jump to its time. */
  void awaitScheduled(String name) {
    Waiting.until(
        "the schedule of " + name,
        () ->
            metrics()
                .contains("promansible_routine_next_timestamp_seconds{routine=\"" + name + "\",}"));
  }

  String metrics() {
    return Caller.text(call.send("GET", "/metrics", new byte[0]));
  }

  JsonNode routineRun(String name, int count) {
    return Waiting.untilGiven(
        count + " finished runs of " + name,
        () -> {
          JsonNode runs = call.get("/api/v1/runs?state=finished&routine=" + name).path("runs");
          return runs.size() >= count
              ? java.util.Optional.of(runs.get(0))
              : java.util.Optional.empty();
        });
  }

  static String freeze(String scope) {
    return "{\"scope\": \"%s\", \"reason\": \"test\"}".formatted(scope);
  }
}
