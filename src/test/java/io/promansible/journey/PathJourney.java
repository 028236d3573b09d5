package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.kit.Alerts;
import io.promansible.kit.Caller;
import io.promansible.kit.Programs;
import io.promansible.kit.Room;
import io.promansible.kit.Waiting;
import io.promansible.wiring.Service;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** An alert's whole way with the real ansible-playbook; the same sentences for both databases. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PathJourney {

  private Room room;
  private Service service;
  private Caller call;

  /** The section {@code database}, as one line of YAML. */
  abstract String database();

  @BeforeAll
  void open(@TempDir Path folder) {
    room = new Room(folder);
    StringBuilder handlers =
        new StringBuilder("runs: {grace: 300ms}\nintake: {answer_within: 1m}\n")
            .append(database())
            .append("\nhandlers:\n");
    for (String name :
        List.of("Plain", "Repeat", "Group", "Hostile", "First", "Labelled", "Refire")) {
      handlers.append(Room.handler(name, "count", ""));
    }
    // Each of its alerts is about a fault of its own.
    handlers.append(Room.handler("Flood", "count", "same: [instance, n]"));
    handlers.append(Room.handler("Fails", "fail", ""));
    handlers.append(Room.handler("Slow", "linger", "timeout: 2s"));
    handlers.append(Room.handler("Endless", "linger", ""));
    handlers.append(Room.handler("BusyA", "pause", "")).append(Room.handler("BusyB", "pause", ""));
    handlers.append(Room.handler("Stays", "count", "").replace("within: 20s", "within: 1s"));
    handlers.append(Room.handler("Watched", "count", "").replace("mode: auto", "mode: observe"));
    handlers.append(Room.handler("Holds", "count", "").replace("hold: 0s", "hold: 30s"));
    handlers.append(Room.handler("Gone", "vanishing", ""));
    handlers.append(Room.handler("Turns", "turns", ""));
    handlers.append(Room.handler("TurnsFail", "turnsfail", ""));
    handlers.append(Room.handler("Coded", "coded", "vars: {coded_pin: hunter22}"));
    for (String role : List.of("turns", "turnsfail")) {
      room.role(
              role,
              "- ansible.builtin.shell: {cmd: 'echo in >> %1$s; sleep 0.5; echo out >> %1$s; %2$s'}\n  changed_when: true\n"
                  .formatted(room.file(role), role.endsWith("fail") ? "false" : "true"))
          .write("playbooks/alert/roles/" + role + "/meta/promansible.yml", "serial: 1");
    }
    room.role("coded", "- ansible.builtin.debug: {msg: 'the pin is {{ coded_pin }}'}\n")
        .write(
            "playbooks/alert/roles/coded/meta/argument_specs.yml",
            "argument_specs: {main: {options: {coded_pin: {type: str, no_log: true}}}}");
    handlers.append("  - {name: Given, roles: [given], mode: auto, host_cooldown: 0s}\n");
    room.role("vanishing", "[]");
    room.role(
            "given",
            """
            - ansible.builtin.lineinfile: {path: "%s-{{ inventory_hostname }}", line: "{{ given_device }} {{ given_size + 1 }}", create: true, mode: '0600'}
            - ansible.builtin.set_stats: {per_host: true, aggregate: false, data: {given: {device: "{{ given_device }}"}}}
            """
                .formatted(room.file("given")))
        .write(
            "playbooks/alert/roles/given/meta/argument_specs.yml",
            "argument_specs: {main: {options: {given_device: {type: str, required: true}, given_size: {type: int, default: 1}}}}")
        .write("playbooks/alert/roles/given/defaults/main.yml", "given_size: 1")
        .write(
            "playbooks/alert/roles/given/meta/promansible.yml",
            """
            alerts: [Given]
            labels:
              given_device: {label: device, pattern: '.+'}
              given_size: {label: size}
            """);
    room.role(
        "pause",
        "- ansible.builtin.shell: {cmd: 'echo in >> %s; sleep 1; echo out >> %s'}\n"
            .formatted(room.file("busy"), room.file("busy")));
    service =
        Service.start(
            room.configure("ansible: {warm: true}\n" + handlers).file("promansible.yml"), Map.of());
    call = new Caller(service.url());
    call.awaitReady();
  }

  @AfterAll
  void close() {
    call.close();
    service.close();
    room.close();
  }

  private long executions(String host) {
    return room.lines("ledger").stream().filter(line -> line.startsWith(host + " ")).count();
  }

  @Test
  void an_alert_runs_its_role_on_its_host_and_is_proven_and_remembered() {
    JsonNode receipt = call.accepted(Alerts.notification(Alerts.firing("Plain", "web1:9100")));
    assertThat(receipt.path("started").asInt()).isEqualTo(1);
    JsonNode run = call.finishedRun("Plain");
    assertThat(run.path("outcome").asText()).isEqualTo("succeeded");
    assertThat(run.path("hosts")).extracting(JsonNode::asText).containsExactly("web1");
    assertThat(run.path("recap").path("web1").path("changed").asInt()).isEqualTo(1);
    assertThat(run.path("queuedAt").asText()).matches("\\d{4}-.*Z");
    String path = "/api/v1/runs/" + run.path("id").asText();
    assertThat(Caller.text(call.send("GET", path + "/log", new byte[0]))).contains("PLAY RECAP");
    assertThat(Caller.text(call.send("GET", path + "/playbook", new byte[0])))
        .contains("- web1", "- count");
    assertThat(call.get(path + "/events").path("events"))
        .extracting(e -> e.path("event").path("event").asText())
        .startsWith("start", "play")
        .endsWith("stats");
    assertThat(
            Caller.text(
                call.send(
                    "GET",
                    path + "/events",
                    new byte[0],
                    "Accept",
                    "text/event-stream",
                    "Last-Event-ID",
                    "2")))
        .contains("id: 3", "event: stats", "event: end")
        .doesNotContain("id: 2\n");
    assertThat(room.file("data/runs/" + run.path("id").asText())).doesNotExist();
    String remediations = "/api/v1/remediations?handler=Plain";
    assertThat(call.get(remediations).path("remediations").get(0).path("state").asText())
        .isEqualTo("verifying");
    call.accepted(Alerts.notification(Alerts.resolved("Plain", "web1:9100")));
    JsonNode remediation = call.finishedRemediation("Plain");
    assertThat(remediation.path("outcome").asText()).isEqualTo("fixed");
    assertThat(remediation.path("run").asText()).isEqualTo(run.path("id").asText());
    JsonNode alert =
        call.get("/api/v1/alerts?alertname=Plain&host=web1&state=resolved").path("alerts").get(0);
    assertThat(alert.path("decisions").get(0).path("reason").asText()).isEqualTo("start");
    assertThat(alert.path("remediations").get(0).path("outcome").asText()).isEqualTo("fixed");
  }

  private static ObjectNode given(String host, String device, String size) {
    return Alerts.alert(
        "firing",
        Map.of("alertname", "Given", "instance", host, "device", device, "size", size),
        Alerts.START);
  }

  @Test
  void a_handler_of_one_line_gives_each_alert_its_own_parameters_and_keeps_the_results() {
    call.accepted(
        Alerts.notification(
            given("web7", "{{ 7*7 }}", "41"),
            given("web7", "eth1", "1"),
            given("web8", "eth8", "")));
    Waiting.until(
        "both runs",
        () -> call.get("/api/v1/runs?state=finished&handler=Given").path("runs").size() == 2);
    List<JsonNode> runs = call.runs("Given");
    assertThat(runs).extracting(r -> r.path("outcome").asText()).containsOnly("succeeded");
    // A number can be counted with; a text that looks like a template stays a text.
    assertThat(room.lines("given-web7")).containsExactlyInAnyOrder("{{ 7*7 }} 42", "eth1 2");
    assertThat(room.lines("given-web8")).containsExactly("eth8 2");
    JsonNode both =
        runs.stream().filter(r -> r.path("hosts").size() == 2).findFirst().orElseThrow();
    assertThat(both.path("results").path("web8").path("given").path("device").asText())
        .isEqualTo("eth8");
    assertThat(both.path("parameters").path("web8").toString())
        .isEqualTo("{\"given_device\":\"eth8\"}");
    assertThat(runs)
        .extracting(r -> r.path("results").path("web7").path("given").path("device").asText())
        .containsExactlyInAnyOrder("{{ 7*7 }}", "eth1");
  }

  @Test
  void a_label_that_does_not_fit_its_parameter_is_a_decision_and_no_run() {
    call.accepted(Alerts.notification(given("web4", "eth0", "many"), given("web4", "", "1")));
    JsonNode alerts = call.get("/api/v1/alerts?alertname=Given&host=web4").path("alerts");
    assertThat(alerts)
        .extracting(a -> a.path("decisions").get(0).path("reason").asText())
        .containsExactly("parameters", "parameters");
    assertThat(alerts)
        .extracting(a -> a.path("decisions").get(0).path("detail").asText())
        .anyMatch(
            d -> d.contains("given_size of role given, which must be of type int; 'many' is not"))
        .anyMatch(d -> d.contains("role given needs given_device from label 'device'"));
    assertThat(call.get("/api/v1/runs?host=web4&handler=Given").path("runs")).isEmpty();
  }

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
  void a_parameter_that_its_role_declares_secret_is_masked_in_what_is_kept() {
    call.accepted(Alerts.notification(Alerts.firing("Coded", "web9")));
    String id = call.finishedRun("Coded").path("id").asText();
    String log = Caller.text(call.send("GET", "/api/v1/runs/" + id + "/log", new byte[0]));
    assertThat(log).contains("the pin is ********").doesNotContain("hunter22");
    assertThat(call.get("/api/v1/runs/" + id + "/events").toString()).doesNotContain("hunter22");
  }

  @Test
  void repeats_and_high_availability_duplicates_change_nothing() throws InterruptedException {
    String same = Alerts.notification(Alerts.firing("Repeat", "web2"));
    List<Thread> senders = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      senders.add(Thread.ofVirtual().start(() -> call.accepted(same)));
    }
    for (Thread sender : senders) {
      sender.join();
    }
    call.finishedRun("Repeat");
    assertThat(call.accepted(same).path("duplicates").asInt()).isEqualTo(1);
    // Another Prometheus saw it begin earlier: the same episode.
    call.accepted(
        Alerts.notification(
            Alerts.firing("Repeat", "web2")
                .put("startsAt", Alerts.later(java.time.Duration.ofMinutes(-1)))));
    assertThat(call.get("/api/v1/runs?handler=Repeat").path("runs")).hasSize(1);
    assertThat(call.get("/api/v1/remediations?handler=Repeat").path("remediations")).hasSize(1);
    assertThat(executions("web2")).isEqualTo(1);
    JsonNode decisions =
        call.get("/api/v1/alerts?alertname=Repeat").path("alerts").get(0).path("decisions");
    assertThat(decisions)
        .extracting(d -> d.path("reason").asText())
        .containsExactly("start", "duplicate");
  }

  @Test
  void resolved_before_firing_starts_nothing_even_when_the_firing_comes_late() {
    call.accepted(Alerts.notification(Alerts.resolved("First", "web3")));
    JsonNode late = call.accepted(Alerts.notification(Alerts.firing("First", "web3")));
    assertThat(late.path("started").asInt()).isZero();
    assertThat(call.get("/api/v1/runs?handler=First").path("runs")).isEmpty();
    JsonNode decisions =
        call.get("/api/v1/alerts?alertname=First").path("alerts").get(0).path("decisions");
    assertThat(decisions).extracting(d -> d.path("reason").asText()).containsOnly("resolved");
  }

  @Test
  void many_hosts_of_one_handler_are_one_play() {
    List<ObjectNode> alerts = new ArrayList<>();
    for (String host : List.of("web4", "web5", "[fd00::6]:9100", "primary")) {
      alerts.add(Alerts.firing("Group", host));
    }
    alerts.add(Alerts.firing("Unmapped", "web4"));
    alerts.add(Alerts.firing("Group", "nobody"));
    assertThat(call.accepted(Alerts.notification(alerts)).path("started").asInt()).isEqualTo(4);
    JsonNode run = call.finishedRun("Group");
    assertThat(run.path("hosts"))
        .extracting(JsonNode::asText)
        .containsExactly("db1", "six", "web4", "web5");
    assertThat(call.get("/api/v1/runs?handler=Group").path("runs")).hasSize(1);
    JsonNode unmapped = call.get("/api/v1/alerts?alertname=Unmapped").path("alerts").get(0);
    assertThat(unmapped.path("decisions").get(0).path("reason").asText()).isEqualTo("no_handler");
  }

  @Test
  void nothing_hostile_executes_and_the_good_alert_of_the_group_runs() {
    Path canary = room.file("pwned");
    String evil = "{{ lookup('pipe', 'touch %s') }}".formatted(canary);
    List<ObjectNode> alerts = new ArrayList<>();
    for (String instance :
        List.of(
            "all",
            "*",
            "localhost",
            "127.0.0.1",
            "::1",
            "web",
            "web6,web7",
            "~.*",
            "[",
            "@/etc/passwd",
            "",
            evil,
            "$(touch " + canary + ")",
            "web6\nweb7")) {
      alerts.add(Alerts.firing("Hostile", instance));
    }
    ObjectNode good =
        Alerts.alert(
            "firing",
            Map.of(
                "alertname",
                "Hostile",
                "instance",
                "web6",
                "evil",
                evil,
                "cmd",
                "touch " + canary,
                "ansible_connection",
                "local",
                "ansible_ssh_common_args",
                "-oProxyCommand='touch " + canary + "'",
                "__ansible_unsafe",
                evil,
                "promansible",
                evil),
            Alerts.START);
    good.withObjectProperty("annotations")
        .put("summary", evil)
        .put("role", "../../evil")
        .put("nul", "a\0b\ud800");
    alerts.add(good);
    ObjectNode broken = Alerts.firing("Hostile", "web7");
    broken.remove("startsAt");
    alerts.add(broken);
    JsonNode receipt = call.accepted(Alerts.notification(alerts));
    assertThat(receipt.path("started").asInt()).isEqualTo(1);
    assertThat(receipt.path("quarantined").asInt()).isEqualTo(1);
    assertThat(receipt.path("faults").get(0).asText()).isEqualTo("alerts[15]: startsAt is missing");
    JsonNode run = call.finishedRun("Hostile");
    assertThat(run.path("outcome").asText()).isEqualTo("succeeded");
    assertThat(run.path("hosts")).extracting(JsonNode::asText).containsExactly("web6");
    assertThat(executions("web6")).isEqualTo(1);
    assertThat(executions("web7")).isZero();
    assertThat(canary).doesNotExist();
    assertThat(call.get("/api/v1/alerts?alertname=Hostile&limit=100").path("alerts"))
        .filteredOn(alert -> !alert.path("labels").path("instance").asText().equals("web6"))
        .allSatisfy(alert ->
            assertThat(alert.path("decisions").get(0).path("reason").asText())
                .isEqualTo("unknown_host"));
  }

  @Test
  void two_thousand_alerts_and_a_long_annotation_in_one_body_are_taken() {
    List<ObjectNode> alerts = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      ObjectNode alert =
          Alerts.alert(
              "firing",
              Map.of("alertname", "Flood", "instance", "web8", "n", "" + i),
              Alerts.START);
      if (i == 7) {
        alert.withObjectProperty("annotations").put("summary", "x".repeat(1 << 20));
      }
      alerts.add(alert);
    }
    assertThat(call.accepted(Alerts.notification(alerts)).path("started").asInt()).isEqualTo(2000);
    assertThat(call.finishedRun("Flood").path("outcome").asText()).isEqualTo("succeeded");
    // All of them are about one host: one play serves them.
    assertThat(executions("web8")).isEqualTo(1);
  }

  @Test
  void a_large_body_within_the_limit_is_taken() {
    List<ObjectNode> alerts = new ArrayList<>();
    for (int i = 0; i < 4000; i++) {
      ObjectNode alert =
          Alerts.alert("firing", Map.of("alertname", "Nobody", "n", "" + i), Alerts.START);
      alert.withObjectProperty("annotations").put("summary", "x".repeat(3500));
      alerts.add(alert);
    }
    String body = Alerts.notification(alerts);
    assertThat(body.length()).isGreaterThan(14 << 20);
    assertThat(call.accepted(body).path("accepted").asInt()).isEqualTo(4000);
  }

  @Test
  void a_web_page_of_this_machines_browser_is_not_answered() {
    byte[] body =
        Alerts.notification(Alerts.firing("Plain", "web9"))
            .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    assertThat(
            call.send(
                    "POST",
                    "/api/v1/alerts",
                    body,
                    "Content-Type",
                    "application/json",
                    "Origin",
                    "http://evil.example")
                .statusCode())
        .isEqualTo(403);
    assertThat(call.send("POST", "/api/v1/alerts", body).statusCode()).isEqualTo(415);
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
    String token = room.lines("data/admin.token").getFirst();
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
  void observe_records_what_it_would_have_done() {
    call.accepted(Alerts.notification(Alerts.firing("Watched", "web1")));
    JsonNode decision =
        call.get("/api/v1/alerts?alertname=Watched").path("alerts").get(0).path("decisions").get(0);
    assertThat(decision.path("reason").asText()).isEqualTo("observe");
    assertThat(decision.path("host").asText()).isEqualTo("web1");
    assertThat(decision.path("guards")).hasSizeGreaterThan(10);
    assertThat(call.get("/api/v1/runs?handler=Watched").path("runs")).isEmpty();
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

  @Test
  void a_role_reads_the_labels_of_its_own_host() {
    room.role(
        "count",
        "- ansible.builtin.shell: {cmd: 'echo {{ inventory_hostname }} {{ promansible.run.id }} >> %s'}\n  changed_when: true\n- ansible.builtin.copy: {content: \"{{ promansible.alerts[inventory_hostname][0].labels['device'] | default('none') }}\", dest: '%s-{{ inventory_hostname }}', mode: '0600'}\n"
            .formatted(room.file("ledger"), room.file("label")));
    call.accepted(
        Alerts.notification(
            Alerts.alert(
                "firing",
                Map.of("alertname", "Labelled", "instance", "web3", "device", "{{ 7*7 }}"),
                Alerts.START)));
    assertThat(call.finishedRun("Labelled").path("outcome").asText()).isEqualTo("succeeded");
    assertThat(room.lines("label-web3")).containsExactly("{{ 7*7 }}");
  }
}
