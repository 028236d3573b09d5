package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.kit.Alerts;
import io.promansible.kit.Programs;
import io.promansible.kit.Waiting;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How runs and remediations end, and which of them wait for another. */
abstract class PathRunsJourney extends PathAlertJourney {
  @Test
  void hosts_of_a_role_that_wants_turns_go_one_after_the_other_whatever_run_they_are_in() {
    for (String host : List.of("web1", "web2", "web3")) {
      call.accepted(Alerts.notification(Alerts.firing("Turns", host)));
    }
    Waiting.until("all turns", () -> room.lines("turns").size() == 6);
    assertThat(room.lines("turns")).containsExactly("in", "out", "in", "out", "in", "out");
  }

  @Test
  void the_first_that_fails_is_the_last() {
    call.accepted(
        Alerts.notification(
            Alerts.firing("TurnsFail", "web5"), Alerts.firing("TurnsFail", "web6")));
    assertThat(call.finishedRun("TurnsFail").path("outcome").asText()).isEqualTo("failed");
    assertThat(room.lines("turnsfail")).containsExactly("in", "out");
  }

  @Test
  void a_role_that_fails_is_not_fixed_at_once() {
    call.accepted(Alerts.notification(Alerts.firing("Fails", "web1")));
    JsonNode run = call.finishedRun("Fails");
    assertThat(run.path("outcome").asText()).isEqualTo("failed");
    assertThat(run.path("reason").asText()).isEqualTo("failed on web1");
    assertThat(call.finishedRemediation("Fails").path("outcome").asText()).isEqualTo("not_fixed");
  }

  @Test
  void a_run_past_its_timeout_is_ended_with_all_its_children() {
    call.accepted(Alerts.notification(Alerts.firing("Slow", "web3")));
    JsonNode run = call.finishedRun("Slow");
    assertThat(run.path("outcome").asText()).isEqualTo("timed_out");
    assertThat(marked(run)).isEmpty();
    assertThat(call.finishedRemediation("Slow").path("outcome").asText()).isEqualTo("not_fixed");
  }

  @Test
  void a_cancelled_run_is_ended_with_all_its_children() {
    call.accepted(Alerts.notification(Alerts.firing("Endless", "web9")));
    JsonNode run =
        Waiting.untilGiven(
            "the running run",
            () ->
                call.get("/api/v1/runs?state=running&handler=Endless")
                    .path("runs")
                    .valueStream()
                    .findFirst());
    Waiting.until("its first deed", () -> !room.lines("lingers").isEmpty());
    assertThat(marked(run)).isNotEmpty();
    String token = room.adminToken();
    String path = "/api/v1/runs/" + run.path("id").asText() + "/cancel";
    assertThat(call.send("POST", path, new byte[0]).statusCode()).isEqualTo(403);
    assertThat(
            call.send("POST", path, new byte[0], "Authorization", "Bearer " + token).statusCode())
        .isEqualTo(202);
    assertThat(call.finishedRun("Endless").path("outcome").asText()).isEqualTo("cancelled");
    assertThat(marked(run)).isEmpty();
    assertThat(
            call.send("POST", path, new byte[0], "Authorization", "Bearer " + token).statusCode())
        .isEqualTo(409);
  }

  private static List<String> marked(JsonNode run) {
    return Programs.marked(run.path("id").asText());
  }

  @Test
  void two_handlers_never_work_on_one_host_at_once() {
    call.accepted(
        Alerts.notification(Alerts.firing("BusyA", "web5"), Alerts.firing("BusyB", "web5")));
    call.finishedRun("BusyA");
    call.finishedRun("BusyB");
    assertThat(room.lines("busy")).containsExactly("in", "out", "in", "out");
  }

  @Test
  void an_alert_that_goes_on_firing_is_not_fixed() {
    call.accepted(Alerts.notification(Alerts.firing("Stays", "web1")));
    JsonNode remediation = call.finishedRemediation("Stays");
    assertThat(remediation.path("outcome").asText()).isEqualTo("not_fixed");
    assertThat(remediation.path("reason").asText()).contains("still fires");
  }

  @Test
  void an_alert_that_fires_again_in_the_hold_is_not_fixed() {
    call.accepted(Alerts.notification(Alerts.firing("Holds", "web1")));
    call.finishedRun("Holds");
    call.accepted(Alerts.notification(Alerts.resolved("Holds", "web1")));
    Waiting.until(
        "the hold",
        () ->
            call.get("/api/v1/remediations?handler=Holds&state=holding").path("remediations").size()
                == 1);
    call.accepted(
        Alerts.notification(
            Alerts.firing("Holds", "web1")
                .put("startsAt", Alerts.later(java.time.Duration.ofMinutes(6)))));
    JsonNode first =
        Waiting.untilGiven(
            "the first one's end",
            () ->
                call.get("/api/v1/remediations?handler=Holds&state=finished")
                    .path("remediations")
                    .valueStream()
                    .findFirst());
    assertThat(first.path("outcome").asText()).isEqualTo("not_fixed");
    assertThat(first.path("reason").asText()).contains("fires again");
  }

  @Test
  void a_role_that_vanished_is_a_run_that_never_started() throws java.io.IOException {
    java.nio.file.Files.delete(room.file("playbooks/alert/roles/vanishing/tasks/main.yml"));
    java.nio.file.Files.delete(room.file("playbooks/alert/roles/vanishing/tasks"));
    java.nio.file.Files.delete(room.file("playbooks/alert/roles/vanishing"));
    call.accepted(Alerts.notification(Alerts.firing("Gone", "web2")));
    JsonNode run = call.finishedRun("Gone");
    assertThat(run.path("outcome").asText()).isEqualTo("not_started");
    assertThat(run.path("reason").asText()).contains("vanishing");
    assertThat(call.finishedRemediation("Gone").path("outcome").asText()).isEqualTo("not_fixed");
  }
}
