package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.kit.Alerts;
import io.promansible.kit.Caller;
import io.promansible.kit.Room;
import io.promansible.kit.Waiting;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs wait in their order, and no more of them than the limits allow. */
class RunQueueTest extends RunJourney {
  @BeforeEach
  void addOrder() {
    Path folder = room.file("");
    room.role(
            "order",
            "- ansible.builtin.shell: {cmd: 'echo {{ order_name }} >> %s/order'}\n"
                .formatted(folder))
        .write(
            "playbooks/alert/roles/order/meta/argument_specs.yml",
            "argument_specs: {main: {options: {order_name: {type: str, required: true}}}}")
        .write(
            "playbooks/alert/roles/order/meta/promansible.yml",
            "labels: {order_name: {label: name, pattern: '.+'}}");
  }

  private static ObjectNode severe(String host, String severity) {
    return Alerts.alert(
        "firing",
        Map.of("alertname", "Joined", "instance", host, "severity", severity),
        Alerts.START);
  }

  private static ObjectNode named(String alertname, String severity, String name) {
    return Alerts.alert(
        "firing",
        Map.of("alertname", alertname, "instance", "db1", "severity", severity, "name", name),
        Alerts.START);
  }

  @Test
  void the_queue_is_fair_between_handlers_and_what_presses_goes_first() {
    start(
        "runs: {concurrent: 1}\n",
        Room.handler("Steps", "steps", ""),
        Room.handler("Many", "order", ""),
        Room.handler("Few", "order", ""),
        Room.handler("Joined", "count", ""));
    call.accepted(Alerts.notification(Alerts.firing("Steps", "web1")));
    running("Steps");
    call.accepted(
        Alerts.notification(
            named("Many", "warning", "many1"),
            named("Many", "warning", "many2"),
            named("Many", "warning", "many3"),
            named("Many", "critical", "many-critical"),
            named("Few", "none", "few")));
    // One that waits becomes as pressing as what it takes in.
    call.accepted(Alerts.notification(severe("web2", "info")));
    call.accepted(Alerts.notification(severe("web3", "critical")));
    room.write("go", "");
    Waiting.until("all five", () -> room.lines("order").size() == 5);
    assertThat(call.get("/api/v1/runs?handler=Joined").path("runs").get(0).path("hosts"))
        .hasSize(2);
    JsonNode joined = call.finishedRun("Joined");
    JsonNode many2 =
        call.runs("Many").stream()
            .filter(r -> r.path("parameters").toString().contains("many2"))
            .findFirst()
            .orElseThrow();
    assertThat(joined.path("startedAt").asText()).isLessThan(many2.path("startedAt").asText());
    assertThat(room.lines("order"))
        .containsExactly("many-critical", "many1", "few", "many2", "many3");
  }

  @Test
  void a_full_queue_and_a_full_disk_are_said_before_harm_is_done() {
    start(
        "runs: {concurrent: 1, queue_max: 1}\n",
        Room.handler("Steps", "steps", ""),
        Room.handler("Many", "order", ""));
    call.accepted(Alerts.notification(Alerts.firing("Steps", "web1")));
    running("Steps");
    call.accepted(Alerts.notification(named("Many", "none", "a")));
    String next = Alerts.notification(named("Many", "none", "b"));
    Waiting.until(
        "503",
        () -> call.deliver(Alerts.notification(named("Many", "none", "a"))).statusCode() == 503);
    // What is over makes no run.
    assertThat(call.deliver(Alerts.notification(Alerts.resolved("Steps", "web9"))).statusCode())
        .isEqualTo(200);
    assertThat(Caller.text(call.deliver(next))).contains("runs.queue_max");
    assertThat(Caller.text(call.send("GET", "/-/ready", new byte[0]))).contains("\"capacity\"");
    room.write(
        "promansible.yml",
        String.join("\n", room.lines("promansible.yml"))
            .replace("queue_max: 1", "disk_min: 900000GiB"));
    assertThat(reload()).isEqualTo(200);
    assertThat(Caller.text(call.deliver(next))).contains("runs.disk_min");
    room.write("go", "");
    JsonNode waits =
        Waiting.untilGiven(
            "the word why it waits",
            () ->
                call.get("/api/v1/runs?state=queued")
                    .path("runs")
                    .valueStream()
                    .filter(r -> r.path("reason").asText().contains("runs.disk_min"))
                    .findFirst());
    assertThat(waits.path("handler").asText()).isEqualTo("Many");
    room.write(
        "promansible.yml",
        String.join("\n", room.lines("promansible.yml"))
            .replace("disk_min: 900000GiB", "disk_min: 1MiB"));
    assertThat(reload()).isEqualTo(200);
    call.finishedRun("Many");
    assertThat(call.deliver(next).statusCode()).isEqualTo(200);
    Waiting.until("both", () -> room.lines("order").size() == 2);
  }

  private int reload() {
    return call.as(room.adminToken(), "POST", "/-/reload", "{}").statusCode();
  }
}
