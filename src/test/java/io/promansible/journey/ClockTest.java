package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.kit.Alerts;
import io.promansible.kit.Caller;
import io.promansible.kit.MovableClock;
import io.promansible.kit.Room;
import io.promansible.kit.Waiting;
import io.promansible.wiring.Service;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Time that jumps, and alerts that come and go. */
class ClockTest {
  private final MovableClock clock = new MovableClock();
  private Room room;
  private Service service;
  private Caller call;

  @BeforeEach
  void open(@TempDir Path folder) {
    room =
        new Room(folder)
            .role(
                "wait",
                "- ansible.builtin.wait_for: {path: %s, sleep: 1, timeout: 60}\n"
                    .formatted(folder.resolve("go-on")))
            .configure(
                """
                handlers:
                  - {name: Long, matchers: ['alertname="Long"'], roles: [wait], mode: auto, class: safe, host_cooldown: 0s, timeout: 5m, verify: {within: 1h, hold: 0s}}
                  - {name: Cool, matchers: ['alertname="Cool"'], roles: [count], mode: auto, class: safe, host_cooldown: 0s, cooldown: {after_success: 30m, after_failure: 30m}, verify: {within: 1h, hold: 0s}}
                  - {name: Flaps, matchers: ['alertname="Flaps"'], roles: [count], mode: auto, class: safe, host_cooldown: 0s, cooldown: {after_success: 15m, after_failure: 15m}, verify: {within: 30s, hold: 30s}}
                """);
    service = Service.start(room.file("promansible.yml"), Map.of(), clock);
    call = new Caller(service.url());
    call.awaitReady();
  }

  @AfterEach
  void close() {
    call.close();
    service.close();
  }

  private ObjectNode now(String status, String alertname) {
    ObjectNode alert =
        Alerts.alert(
            status, Map.of("alertname", alertname, "instance", "web1"), clock.instant().toString());
    return status.equals("resolved") ? alert.put("endsAt", clock.instant().toString()) : alert;
  }

  @Test
  void d22_a_clock_that_jumps_ends_no_run_and_starts_none() {
    call.accepted(Alerts.notification(now("firing", "Cool")));
    call.finishedRun("Cool");
    call.accepted(Alerts.notification(now("resolved", "Cool")));
    call.finishedRemediation("Cool");
    call.accepted(Alerts.notification(now("firing", "Long")));
    Waiting.until(
        "its run",
        () -> !call.get("/api/v1/runs?handler=Long&state=running").path("runs").isEmpty());
    for (Duration jump : List.of(Duration.ofHours(1), Duration.ofHours(-1), Duration.ofHours(-1))) {
      clock.move(jump);
      Instant moved = clock.instant();
      // Something is decided at the new time, so that time has passed for the service, too.
      ObjectNode other = Alerts.firing("Nobody", "web2").put("startsAt", moved.toString());
      call.accepted(Alerts.notification(other));
      assertThat(call.get("/api/v1/runs?handler=Long&state=running").path("runs"))
          .as("after a jump of %s", jump)
          .hasSize(1);
      assertThat(call.get("/api/v1/runs?handler=Cool").path("runs")).hasSize(1);
    }
    // By a clock that went back it has just been acted upon, or begins later: not a reason to act.
    call.accepted(
        Alerts.notification(
            now("firing", "Cool")
                .put("startsAt", clock.instant().plus(Duration.ofMinutes(62)).toString())));
    assertThat(call.reasons("Cool")).containsOnlyOnce("start").hasSize(2);
    clock.move(Duration.ofHours(1));
    room.write("go-on", "");
    assertThat(call.finishedRun("Long").path("outcome").asText()).isEqualTo("succeeded");
    assertThat(call.get("/api/v1/runs?handler=Long").path("runs")).hasSize(1);
    // After five years the service is as ready as before, and has forgotten what is older than
    // runs.keep.
    clock.move(Duration.ofDays(5 * 365));
    assertThat(call.send("GET", "/-/ready", new byte[0]).statusCode()).isEqualTo(200);
    Waiting.until("the history to go", () -> call.get("/api/v1/runs").path("runs").isEmpty());
  }

  @Test
  void d27_an_alert_that_comes_and_goes_sixty_times_an_hour_is_left_to_people() {
    for (int cycle = 0; cycle < 60; cycle++) {
      int runs = call.get("/api/v1/runs?handler=Flaps").path("runs").size();
      JsonNode answer = call.accepted(Alerts.notification(now("firing", "Flaps")));
      if (answer.path("started").asInt() == 1) {
        Waiting.until(
            "its run",
            () ->
                call.get("/api/v1/runs?handler=Flaps&state=finished").path("runs").size()
                    == runs + 1);
      }
      clock.move(Duration.ofSeconds(30));
      call.accepted(Alerts.notification(now("resolved", "Flaps")));
      clock.move(Duration.ofSeconds(30));
      // Its time has come by the service's clock; an hour in a second leaves the proof behind.
      Waiting.until(
          "the proof",
          () ->
              call.get("/api/v1/remediations?handler=Flaps&state=finished")
                      .path("remediations")
                      .size()
                  == call.get("/api/v1/runs?handler=Flaps").path("runs").size());
    }
    assertThat(call.get("/api/v1/runs?handler=Flaps").path("runs")).hasSizeLessThanOrEqualTo(4);
    List<String> reasons = call.reasons("Flaps");
    assertThat(reasons).hasSizeGreaterThanOrEqualTo(60);
    assertThat(reasons.getFirst()).as("the last one").isIn("flapping", "cooldown");
    assertThat(reasons).contains("flapping");
  }
}
