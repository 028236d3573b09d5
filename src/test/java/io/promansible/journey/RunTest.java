package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.kit.Alerts;
import io.promansible.kit.Caller;
import io.promansible.kit.Room;
import io.promansible.kit.Socket;
import io.promansible.kit.Waiting;
import io.promansible.wiring.Service;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs from the inside: watched while they go on, cut into slices, in their order, with limits. */
class RunTest {
  private Room room;
  private Service service;
  private Caller call;

  @BeforeEach
  void open(@TempDir Path folder) {
    room = new Room(folder);
    room.role(
        "steps",
        """
        - ansible.builtin.debug: {msg: one}
        - ansible.builtin.shell: {cmd: 'while [ ! -e %1$s/go ]; do sleep 0.05; done; echo {{ inventory_hostname }} >> %1$s/went'}
          changed_when: true
        - ansible.builtin.debug: {msg: three}
        """
            .formatted(folder));
    room.role(
        "some",
        """
        - ansible.builtin.shell: {cmd: 'echo {{ inventory_hostname }} >> %1$s/some'}
          changed_when: true
        - ansible.builtin.fail: {msg: not this one}
          when: inventory_hostname == 'web5'
        - ansible.builtin.set_stats: {per_host: true, aggregate: false, data: {some: {name: '{{ inventory_hostname }}'}}}
        """
            .formatted(folder));
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
    room.role(
            "facts",
            "- ansible.builtin.shell: {cmd: \"echo {{ ansible_facts['distribution'] }} >> %s/facts\"}\n"
                .formatted(folder))
        .write("playbooks/alert/roles/facts/meta/promansible.yml", "facts: true");
  }

  private void start(String settings, String... handlers) {
    room.configure(
        "ansible: {warm: true}\n" + settings + "handlers:\n" + String.join("", handlers));
    service = Service.start(room.file("promansible.yml"), Map.of());
    call = new Caller(service.url());
    call.awaitReady();
  }

  @AfterEach
  void close() {
    room.write("go", "");
    call.close();
    service.close();
    room.close();
  }

  private JsonNode running(String handler) {
    return Waiting.untilGiven(
        "a running run of " + handler,
        () ->
            call.get("/api/v1/runs?state=running&handler=" + handler)
                .path("runs")
                .valueStream()
                .findFirst());
  }

  private static List<String> kinds(List<JsonNode> messages) {
    return messages.stream().map(m -> m.path("event").asText()).toList();
  }

  @Test
  void a_run_is_watched_live_over_a_websocket_with_its_progress_and_its_end() {
    start("", Room.handler("Steps", "steps", ""));
    call.accepted(
        Alerts.notification(Alerts.firing("Steps", "web1"), Alerts.firing("Steps", "web2")));
    String path = "/api/v1/runs/" + running("Steps").path("id").asText();
    try (Socket socket = new Socket(service.url(), path + "/live")) {
      Waiting.until(
          "the second task",
          () ->
              socket.messages().stream()
                      .filter(m -> m.path("event").asText().equals("task"))
                      .count()
                  == 2);
      Waiting.until(
          "the progress of the second task",
          () -> call.get(path).path("progress").path("task").asInt() == 2);
      JsonNode progress = call.get(path).path("progress");
      assertThat(progress.path("tasks").asInt()).isEqualTo(3);
      assertThat(progress.path("hostsDone").asInt()).isZero();
      assertThat(progress.path("hosts").asInt()).isEqualTo(2);
      assertThat(kinds(socket.messages())).startsWith("start", "play").doesNotContain("end");
      room.write("go", "");
      assertThat(socket.closedWith()).isEqualTo(1000);
      assertThat(kinds(socket.messages())).contains("stats").endsWith("end");
      JsonNode end = socket.messages().getLast();
      assertThat(end.path("data").path("outcome").asText()).isEqualTo("succeeded");
      JsonNode last =
          socket.messages().stream()
              .filter(m -> m.path("event").asText().equals("progress"))
              .reduce((a, b) -> b)
              .orElseThrow();
      assertThat(last.path("data").path("task").asInt()).isEqualTo(3);
      assertThat(last.path("data").path("hostsDone").asInt()).isEqualTo(2);
    }
    try (Socket later = new Socket(service.url(), path + "/live?after=4")) {
      assertThat(later.closedWith()).isEqualTo(1000);
      assertThat(later.messages().getFirst().path("id").asText()).isEqualTo("5");
    }
    try (Socket unknown =
        new Socket(service.url(), "/api/v1/runs/00000000-0000-7000-8000-000000000000/live")) {
      assertThat(unknown.closedWith()).isEqualTo(1003);
    }
    assertThat(call.get(path).has("progress")).isFalse();
  }

  @Test
  void a_websocket_needs_what_every_other_call_needs() {
    room.write("viewer.token", "see-and-say").write("webhook.token", "tell-and-go");
    start(
        "access: {tokens: [{name: v, role: viewer, token_file: ./viewer.token}, {name: w, role: webhook, token_file: ./webhook.token}]}\n",
        Room.handler("Steps", "steps", ""));
    String path = "/api/v1/runs/00000000-0000-7000-8000-000000000000/live";
    assertThatThrownBy(() -> new Socket(service.url(), path)).hasMessageContaining("401");
    assertThatThrownBy(() -> new Socket(service.url(), path, "Authorization", "Bearer tell-and-go"))
        .hasMessageContaining("403");
    try (Socket allowed = new Socket(service.url(), path, "Authorization", "Bearer see-and-say")) {
      assertThat(allowed.closedWith()).isEqualTo(1003);
    }
  }

  @Test
  void a_large_run_is_cut_into_slices_that_are_joined_into_one_result() {
    start(
        "runs: {slice_hosts: 4}\n",
        Room.handler("Some", "some", "verify: {within: 20s}")
            .replace("    verify: {within: 20s, hold: 0s}\n", ""));
    List<ObjectNode> alerts =
        IntStream.rangeClosed(1, 9).mapToObj(i -> Alerts.firing("Some", "web" + i)).toList();
    call.accepted(Alerts.notification(alerts));
    JsonNode run = call.finishedRun("Some");
    assertThat(call.get("/api/v1/runs").path("runs")).hasSize(1);
    String path = "/api/v1/runs/" + run.path("id").asText();
    JsonNode whole = call.get(path);
    int cores = Runtime.getRuntime().availableProcessors();
    assertThat(whole.path("slices")).hasSize(Math.min(3, cores));
    assertThat(whole.path("outcome").asText()).isEqualTo("failed");
    assertThat(whole.path("reason").asText()).isEqualTo("failed on web5");
    assertThat(whole.path("recap")).hasSize(9);
    assertThat(whole.path("results").path("web9").path("some").path("name").asText())
        .isEqualTo("web9");
    assertThat(room.lines("some")).hasSize(9).doesNotHaveDuplicates();
    List<String> hosts = new ArrayList<>();
    for (JsonNode slice : whole.path("slices")) {
      JsonNode part = call.get("/api/v1/runs/" + slice.asText());
      part.path("hosts").forEach(host -> hosts.add(host.asText()));
      assertThat(part.path("hosts")).hasSizeBetween(1, 5);
    }
    assertThat(hosts).hasSize(9).doesNotHaveDuplicates();
    assertThat(Caller.text(call.send("GET", path + "/log", new byte[0])))
        .contains("# slice 1 of ", "# slice 2 of ", "web1", "web9");
    assertThat(call.get(path + "/events").path("events"))
        .extracting(e -> e.path("event").path("event").asText())
        .contains("stats");
    assertThat(
            Caller.text(
                call.send("GET", path + "/events", new byte[0], "Accept", "text/event-stream")))
        .containsPattern("id: \\d+\\.\\d+\n")
        .contains("id: 1\n", "event: progress", "event: end");
    Waiting.until(
        "eight proofs under way",
        () -> call.get("/api/v1/remediations?state=verifying").path("remediations").size() == 8);
    assertThat(call.get("/api/v1/remediations?state=finished").path("remediations"))
        .singleElement()
        .satisfies(r -> assertThat(r.path("host").asText()).isEqualTo("web5"));
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
    return call.as(room.lines("data/admin.token").getFirst(), "POST", "/-/reload", "{}")
        .statusCode();
  }

  @Test
  void facts_are_gathered_where_a_role_asks_and_then_kept() {
    start("", Room.handler("Facts", "facts", ""), Room.handler("Facts2", "facts", ""));
    call.accepted(Alerts.notification(Alerts.firing("Facts", "web1")));
    JsonNode first = call.finishedRun("Facts");
    assertThat(first.path("outcome").asText()).isEqualTo("succeeded");
    call.accepted(Alerts.notification(Alerts.firing("Facts2", "web1")));
    JsonNode second = call.finishedRun("Facts2");
    assertThat(second.path("outcome").asText()).isEqualTo("succeeded");
    assertThat(room.lines("facts")).hasSize(2).containsOnly(room.lines("facts").getFirst());
    assertThat(tasks(first)).startsWith("Gathering Facts");
    assertThat(tasks(second)).doesNotContain("Gathering Facts");
    assertThat(room.file("data/facts/web1")).isNotEmptyFile();
  }

  private List<String> tasks(JsonNode run) {
    return call.get("/api/v1/runs/" + run.path("id").asText() + "/events")
        .path("events")
        .valueStream()
        .map(e -> e.path("event"))
        .filter(e -> e.path("event").asText().equals("task"))
        .map(e -> e.path("task").asText())
        .toList();
  }
}
