package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.kit.Alerts;
import io.promansible.kit.Programs;
import io.promansible.kit.Room;
import io.promansible.kit.Waiting;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A play that does not end, and hosts that do not answer. */
class HangingTest extends OneServiceJourney {
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void d06_what_ignores_every_signal_is_ended_at_its_timeout_with_all_that_it_left_behind(
      boolean warm) {
    room.role(
        "clings",
        """
        - ansible.builtin.shell:
            cmd: >-
              trap '' TERM INT HUP;
              (setsid sh -c "trap '' TERM INT HUP; echo child >> %1$s/clung; while :; do sleep 1; done" > /dev/null 2>&1 &);
              nohup sleep 1000 > /dev/null 2>&1 & echo parent >> %1$s/clung; while :; do sleep 1; done
        """
            .formatted(room.file("")));
    start(
        "ansible: {warm: "
            + warm
            + "}\nhandlers:\n"
            + Room.handler("Clings", "clings", "timeout: 20s")
            + Room.handler("Next", "count", ""));
    Instant sent = Instant.now();
    call.accepted(Alerts.notification(Alerts.firing("Clings", "web1")));
    Waiting.until("both to cling", () -> room.lines("clung").size() == 2);
    JsonNode run = call.finishedRun("Clings");
    assertThat(run.path("outcome").asText()).isEqualTo("timed_out");
    // Its time, ten seconds from TERM to KILL, and what a slow machine takes.
    assertThat(Duration.between(sent, Instant.now())).isLessThan(Duration.ofSeconds(60));
    assertThat(Programs.marked(run.path("id").asText())).isEmpty();
    call.accepted(Alerts.notification(Alerts.firing("Next", "web1")));
    assertThat(call.finishedRun("Next").path("outcome").asText()).isEqualTo("succeeded");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1, ansible_port: 1", "10.255.255.1"})
  void d24_a_host_that_does_not_answer_is_unreachable_soon_and_is_tried_once(String address) {
    room.write("hosts.yml", "web: {hosts: {far: {ansible_host: " + address + "}, near: {}}}\n");
    start(
        "handlers:\n"
            + Room.handler("Far", "count", "")
                .replace("host_failures: 1000", "host_failures: 1")
                .replace("after_failure: 0s", "after_failure: 1h"));
    Instant sent = Instant.now();
    call.accepted(Alerts.notification(Alerts.firing("Far", "far")));
    JsonNode run = call.finishedRun("Far");
    assertThat(run.path("outcome").asText()).as(run.toString()).isEqualTo("unreachable");
    assertThat(Duration.between(sent, Instant.now())).isLessThan(Duration.ofSeconds(60));
    assertThat(call.finishedRemediation("Far").path("outcome").asText()).isEqualTo("not_fixed");
    // It comes again, as another episode.
    call.accepted(Alerts.notification(Alerts.resolved("Far", "far")));
    call.accepted(
        Alerts.notification(
            Alerts.firing("Far", "far").put("startsAt", Alerts.later(Duration.ofHours(1)))));
    assertThat(call.reasons("Far")).contains("cooldown");
    assertThat(call.runs("Far")).hasSize(1);
    assertThat(room.lines("ledger")).isEmpty();
  }
}
