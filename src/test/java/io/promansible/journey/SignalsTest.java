package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.kit.Alerts;
import io.promansible.kit.Caller;
import io.promansible.kit.Room;
import io.promansible.kit.ServiceProcess;
import io.promansible.kit.Waiting;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** The service is told by signals to stop, or to read its configuration and its hosts again. */
class SignalsTest extends ServiceProcessJourney {
  @Test
  void d04_a_stop_takes_no_more_waits_for_what_ends_soon_and_leaves_the_rest_running()
      throws java.io.IOException {
    Room room = room("");
    room.role(
        "brief",
        "- ansible.builtin.shell: {cmd: 'echo in >> %1$s/brief; while [ ! -e %1$s/brief-go ]; do sleep 0.05; done; echo out >> %1$s/brief'}\n"
            .formatted(folder));
    room.configure(
        "runs: {concurrent: 4}\nhandlers:\n"
            + Room.handler("Brief", "brief", "")
            + Room.handler("Patient", "patient", ""));
    room.write(
        "promansible.yml",
        String.join("\n", room.lines("promansible.yml")).replace("drain: 0s", "drain: 3s"));
    try (ServiceProcess service = ServiceProcess.start(room);
        Caller call = ready(service)) {
      call.accepted(
          Alerts.notification(Alerts.firing("Brief", "web1"), Alerts.firing("Patient", "web2")));
      Waiting.until(
          "both plays", () -> !room.lines("brief").isEmpty() && !room.lines("patient").isEmpty());
      service.terminate();
      Waiting.until(
          "the first word of the stop",
          () ->
              room.lines("service.log").stream()
                  .anyMatch(line -> line.contains("have 3 s to end")));
      assertThat(call.deliver(Alerts.notification(Alerts.firing("Brief", "web3"))).statusCode())
          .isEqualTo(503);
      room.write("brief-go", "");
      service.awaitEnd();
    }
    assertThat(room.lines("service.log"))
        .anyMatch(line -> line.contains("brief on 1 host(s): succeeded"))
        .anyMatch(line -> line.contains("left running"));
    try (ServiceProcess service = ServiceProcess.start(room);
        Caller call = ready(service)) {
      Files.writeString(room.file("go"), "");
      assertThat(call.finishedRun("Patient").path("outcome").asText()).isEqualTo("succeeded");
      assertThat(call.finishedRun("Brief").path("outcome").asText()).isEqualTo("succeeded");
      assertThat(room.lines("patient")).containsExactly("began", "ended");
      assertThat(room.lines("brief")).containsExactly("in", "out");
    }
  }

  @Test
  void d29_a_hangup_reads_the_configuration_and_a_fault_in_it_changes_nothing() {
    Room room = room("");
    try (ServiceProcess service = ServiceProcess.start(room);
        Caller call = ready(service)) {
      room.configure("handlers:\n" + Room.handler("Only", "count", ""));
      service.hangUp();
      Waiting.until(
          "the new handlers", () -> call.get("/api/v1/handlers").path("handlers").size() == 1);
      room.configure("handlers: nonsense\n");
      service.hangUp();
      Waiting.until(
          "the word of it",
          () -> Caller.text(call.send("GET", "/-/ready", new byte[0])).contains("must be a list"));
      assertThat(call.get("/api/v1/handlers").path("handlers")).hasSize(1);
      assertThat(call.send("GET", "/-/ready", new byte[0]).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void before_the_hosts_are_known_alerts_are_refused_not_misjudged() {
    Room room = room("");
    room.configure("handlers:\n" + Room.handler("Counted", "count", ""))
        .write("hosts.yml", "broken: [\n");
    try (ServiceProcess service = ServiceProcess.start(room);
        Caller call = new Caller(service.url())) {
      assertThat(call.deliver(Alerts.notification(Alerts.firing("Counted", "web1"))).statusCode())
          .isEqualTo(503);
      assertThat(call.send("GET", "/-/ready", new byte[0]).statusCode()).isEqualTo(503);
      room.write("hosts.yml", Room.LOCAL_HOSTS);
      service.hangUp();
      call.awaitReady();
      room.write("hosts.yml", "broken: [\n");
      service.hangUp();
      Waiting.until(
          "the word of it",
          () -> Caller.text(call.send("GET", "/-/ready", new byte[0])).contains("cannot be read"));
      assertThat(
              call.accepted(Alerts.notification(Alerts.firing("Counted", "web1")))
                  .path("started")
                  .asInt())
          .isEqualTo(1);
    }
  }
}
