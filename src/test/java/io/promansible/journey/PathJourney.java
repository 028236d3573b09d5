package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.kit.Alerts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * An alert's whole way with the real ansible-playbook; the same sentences for both databases. Here:
 * what comes in, be it repeated, late, hostile or large.
 */
abstract class PathJourney extends PathRunsJourney {
  private long executions(String host) {
    return room.lines("ledger").stream().filter(line -> line.startsWith(host + " ")).count();
  }

  @Test
  void repeats_and_high_availability_duplicates_change_nothing() throws InterruptedException {
    String same = Alerts.notification(Alerts.firing("Repeat", "web2"));
    List<Thread> senders = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      senders.add(Thread.ofPlatform().daemon().start(() -> call.accepted(same)));
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
  void d11_nothing_hostile_executes_and_the_good_alert_of_the_group_runs() {
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
  @Tag("large")
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
  @Tag("large")
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
