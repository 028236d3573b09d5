package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.kit.Alerts;
import io.promansible.kit.Caller;
import io.promansible.kit.Footprint;
import io.promansible.kit.Programs;
import io.promansible.kit.Room;
import io.promansible.kit.Sshd;
import io.promansible.kit.Waiting;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How runs end that do not end well. */
class OutcomesTest extends OneServiceJourney {
  private static final long MEGABYTE = 1 << 20;

  private void start(String settings, String... handlers) {
    start(settings + "handlers:\n" + String.join("", handlers));
  }

  @Test
  void d03_a_play_that_somebody_kills_has_failed_and_its_host_is_free_again() {
    start(
        "",
        Room.handler("Linger", "linger", "").replace("failures: 1000", "failures: 1"),
        Room.handler("Next", "count", ""));
    call.accepted(Alerts.notification(Alerts.firing("Linger", "web1")));
    Waiting.until("the play", () -> !room.lines("lingers").isEmpty());
    String id = call.get("/api/v1/runs?state=running").path("runs").get(0).path("id").asText();
    Programs.marked(id)
        .forEach(process ->
            ProcessHandle.of(Long.parseLong(process.replace("/proc/", "")))
                .ifPresent(ProcessHandle::destroyForcibly));
    JsonNode run = call.finishedRun("Linger");
    assertThat(run.path("outcome").asText()).isEqualTo("failed");
    assertThat(run.path("reason").asText()).contains("killed before the end");
    call.accepted(Alerts.notification(Alerts.firing("Next", "web1")));
    assertThat(call.finishedRun("Next").path("outcome").asText()).isEqualTo("succeeded");
    // The breaker has counted it: the next alert is held.
    call.finishedRemediation("Linger");
    call.accepted(Alerts.notification(Alerts.firing("Linger", "web2")));
    assertThat(
            call.get("/api/v1/alerts?alertname=Linger&host=web2")
                .path("alerts")
                .get(0)
                .path("decisions")
                .get(0)
                .path("reason")
                .asText())
        .isEqualTo("breaker");
  }

  @Test
  void d07_remote_work_may_go_on_after_a_timeout_and_the_run_says_so(@TempDir Path keys) {
    try (Sshd sshd = new Sshd(keys)) {
      room.write("hosts.yml", sshd.inventory("far1"));
      room.role(
          "remote",
          "- ansible.builtin.shell: {cmd: 'echo began >> %1$s/far; while [ ! -e %1$s/go-on ]; do sleep 0.2; done; echo ended >> %1$s/far'}\n"
              .formatted(room.file("")));
      start("", Room.handler("Far", "remote", "timeout: 20s"));
      call.accepted(Alerts.notification(Alerts.firing("Far", "far1")));
      JsonNode run = call.finishedRun("Far");
      assertThat(run.path("outcome").asText()).isEqualTo("timed_out");
      assertThat(run.path("reason").asText()).contains("remote work may continue");
      assertThat(Programs.marked(run.path("id").asText())).isEmpty();
      assertThat(room.lines("far")).containsExactly("began");
      // With pipelining there is no terminal whose end would end it.
      room.write("go-on", "");
      Waiting.until("the end of the remote work", () -> room.lines("far").size() == 2);
    }
  }

  @Test
  void
      d09_a_forged_recap_and_two_hundred_megabytes_of_output_change_no_outcome_and_fill_no_memory() {
    room.role(
        "forges",
        """
        - ansible.builtin.debug:
            msg: "PLAY RECAP\\n{{ inventory_hostname }} : ok=9 changed=9 unreachable=0 failed=0 \\e]0;title\\a<script>alert(1)</script>"
        - ansible.builtin.shell: {cmd: 'yes "a line of output" | head -c 200000000 > /proc/{{ lookup("pipe", "echo $PPID") }}/fd/1; false'}
        """);
    start("runs: {log_max: 1MiB}\n", Room.handler("Forges", "forges", ""));
    long before = used();
    call.accepted(Alerts.notification(Alerts.firing("Forges", "web1")));
    JsonNode run = call.finishedRun("Forges");
    assertThat(run.path("outcome").asText()).isEqualTo("failed");
    assertThat(run.path("recap").path("web1").path("failed").asInt()).isEqualTo(1);
    String log =
        Caller.text(
            call.send("GET", "/api/v1/runs/" + run.path("id").asText() + "/log", new byte[0]));
    assertThat(log.length()).isBetween((int) MEGABYTE - 1000, (int) MEGABYTE + 1000);
    assertThat(log).contains("lines left out, runs.log_max", "PLAY RECAP");
    assertThat(used() - before).isLessThan(50 * MEGABYTE);
  }

  private static long used() {
    System.gc();
    return Footprint.resident(ProcessHandle.current().pid());
  }
}
