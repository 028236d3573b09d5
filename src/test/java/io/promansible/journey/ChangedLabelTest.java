package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.kit.Alerts;
import io.promansible.kit.Background;
import io.promansible.kit.Caller;
import io.promansible.kit.Monitoring;
import io.promansible.kit.Room;
import io.promansible.kit.Waiting;
import io.promansible.wiring.Service;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A fault whose alert changes its labels, or vanishes, is not proven to be gone. */
class ChangedLabelTest {
  @TempDir static Path folder;
  private static Room room;
  private static Service service;
  private static Caller call;
  private static Background prometheus;

  @BeforeAll
  static void open() {
    int port = Background.freePort();
    room = new Room(folder);
    // It scrapes itself, under the name of a host.
    room.write(
        "prometheus.yml",
        """
        global: {scrape_interval: 1s}
        scrape_configs:
          - job_name: node
            static_configs: [{targets: ["127.0.0.1:%d"], labels: {instance: web8}}]
        """
            .formatted(port));
    prometheus = Monitoring.prometheus(folder, room.file("prometheus.yml"), port);
    String climbs =
        Room.handler(
            "Climbs",
            "fail",
            "escalate: [{roles: [count], mode: auto, class: safe, verify: {within: 20s, hold: 0s}}]");
    room =
        room.configure(
            "prometheus: {url: \"http://127.0.0.1:%d\"}\nhandlers:\n".formatted(port)
                + Room.handler("Grows", "count", "").replace("within: 20s", "within: 3s")
                + Room.handler("Value", "count", "")
                + Room.handler("Disks", "count", "same: [instance, mountpoint]")
                + Room.handler("Cools", "count", "")
                    .replace("after_success: 0s", "after_success: 1h")
                + climbs
                + Room.handler("Confirmed", "count", "")
                    .replace("hold: 0s", "hold: 0s, confirm: up == 1")
                    .replace("within: 20s", "within: 3s")
                + Room.handler("Vanishes", "count", ""));
    service = Service.start(room.file("promansible.yml"), Map.of());
    call = new Caller(service.url());
    call.awaitReady();
  }

  @AfterAll
  static void close() {
    call.close();
    service.close();
    prometheus.end();
  }

  private static ObjectNode alert(
      String status, String name, String host, String label, String value) {
    ObjectNode alert =
        Alerts.alert(
            status, Map.of("alertname", name, "instance", host, label, value), Alerts.START);
    return status.equals("resolved")
        ? alert.put("endsAt", Alerts.later(Duration.ofMinutes(5)))
        : alert;
  }

  private static ObjectNode firing(String name, String host, String label, String value) {
    return alert("firing", name, host, label, value);
  }

  private static ObjectNode resolved(String name, String host, String label, String value) {
    return alert("resolved", name, host, label, value);
  }

  private static List<String> reasons(String alertname, String label, String value) {
    return call.get("/api/v1/alerts?alertname=" + alertname)
        .path("alerts")
        .valueStream()
        .filter(a -> a.path("labels").path(label).asText().equals(value))
        .flatMap(a -> a.path("decisions").valueStream())
        .map(d -> d.path("reason").asText())
        .toList();
  }

  @Test
  void a_warning_that_becomes_critical_is_not_fixed_and_not_acted_upon_again() {
    call.accepted(Alerts.notification(firing("Grows", "web1", "severity", "warning")));
    assertThat(call.finishedRun("Grows").path("outcome").asText()).isEqualTo("succeeded");
    call.accepted(
        Alerts.notification(
            resolved("Grows", "web1", "severity", "warning"),
            firing("Grows", "web1", "severity", "critical")));
    JsonNode done = call.finishedRemediation("Grows");
    assertThat(done.path("outcome").asText()).isEqualTo("not_fixed");
    assertThat(done.path("reason").asText()).contains("goes on under other labels", "critical");
    // What goes on may come to nothing; only when it has ended in vain it is for good.
    assertThat(reasons("Grows", "severity", "critical")).first().isEqualTo("cooldown");
    assertThat(room.lines("ledger")).filteredOn(l -> l.startsWith("web1 ")).hasSize(1);
  }

  @Test
  void a_value_in_a_label_makes_no_new_fault_and_another_host_no_old_one() {
    call.accepted(Alerts.notification(firing("Value", "web2", "value", "91")));
    call.finishedRun("Value");
    call.accepted(
        Alerts.notification(
            firing("Value", "web2", "value", "92"),
            resolved("Value", "web2", "value", "91"),
            firing("Value", "web3", "value", "93")));
    assertThat(reasons("Value", "value", "92")).containsExactly("cooldown");
    assertThat(reasons("Value", "value", "93")).containsExactly("start");
    // When it is over under all of its labels it is fixed.
    call.accepted(Alerts.notification(resolved("Value", "web2", "value", "92")));
    Waiting.until(
        "the proof",
        () ->
            call.get("/api/v1/remediations?handler=Value&host=web2&outcome=fixed")
                    .path("remediations")
                    .size()
                == 1);
  }

  @Test
  void labels_of_same_tell_faults_of_one_host_apart() {
    call.accepted(
        Alerts.notification(
            firing("Disks", "web4", "mountpoint", "/"),
            firing("Disks", "web4", "mountpoint", "/var")));
    assertThat(reasons("Disks", "mountpoint", "/")).containsExactly("start");
    assertThat(reasons("Disks", "mountpoint", "/var")).containsExactly("start");
    call.finishedRun("Disks");
    call.accepted(Alerts.notification(resolved("Disks", "web4", "mountpoint", "/")));
    assertThat(call.finishedRemediation("Disks").path("outcome").asText()).isEqualTo("fixed");
  }

  @Test
  void a_cooldown_counts_for_the_fault_and_not_for_the_labels() {
    call.accepted(Alerts.notification(firing("Cools", "web5", "severity", "warning")));
    call.finishedRun("Cools");
    call.accepted(Alerts.notification(resolved("Cools", "web5", "severity", "warning")));
    assertThat(call.finishedRemediation("Cools").path("outcome").asText()).isEqualTo("fixed");
    // It began long after the first one was over.
    call.accepted(
        Alerts.notification(
            firing("Cools", "web5", "severity", "critical")
                .put("startsAt", Instant.now().plusSeconds(90).toString())));
    assertThat(reasons("Cools", "severity", "critical")).containsExactly("cooldown");
  }

  @Test
  void the_next_step_of_the_escalation_is_about_the_alert_that_goes_on() {
    call.accepted(Alerts.notification(firing("Climbs", "web6", "severity", "warning")));
    JsonNode waiting =
        Waiting.untilGiven(
            "the second step",
            () ->
                call.get("/api/v1/runs?state=finished&handler=Climbs&role=count")
                    .path("runs")
                    .valueStream()
                    .findFirst());
    assertThat(waiting.path("outcome").asText()).isEqualTo("succeeded");
    call.accepted(Alerts.notification(resolved("Climbs", "web6", "severity", "warning")));
    JsonNode done = call.finishedRemediation("Climbs");
    assertThat(done.path("outcome").asText()).isEqualTo("fixed");
    // Both runs are found by the remediation, and it by each of them.
    assertThat(done.path("runs")).hasSize(2);
    for (JsonNode run : done.path("runs")) {
      assertThat(call.get("/api/v1/remediations?run=" + run.asText()).path("remediations"))
          .extracting(r -> r.path("id").asText())
          .containsExactly(done.path("id").asText());
    }
  }

  @Test
  void prometheus_is_asked_at_the_proof_where_the_handler_says_so() {
    call.accepted(Alerts.notification(Alerts.firing("Confirmed", "web7")));
    call.finishedRun("Confirmed");
    call.accepted(Alerts.notification(Alerts.resolved("Confirmed", "web7")));
    JsonNode done = call.finishedRemediation("Confirmed");
    assertThat(done.path("outcome").asText()).isEqualTo("unknown");
    assertThat(done.path("reason").asText())
        .contains("Prometheus does not confirm", "(verify.confirm)");
    call.accepted(Alerts.notification(Alerts.firing("Confirmed", "web8")));
    Waiting.until(
        "the second run",
        () -> call.get("/api/v1/runs?state=finished&handler=Confirmed").path("runs").size() == 2);
    call.accepted(Alerts.notification(Alerts.resolved("Confirmed", "web8")));
    Waiting.until(
        "the proof",
        () ->
            call.get("/api/v1/remediations?handler=Confirmed&outcome=fixed")
                    .path("remediations")
                    .size()
                == 1);
  }

  @Test
  void what_grafana_ended_for_want_of_a_series_is_unknown() {
    call.accepted(Alerts.notification(Alerts.firing("Vanishes", "web9")));
    call.finishedRun("Vanishes");
    ObjectNode over = Alerts.resolved("Vanishes", "web9");
    over.withObjectProperty("annotations").put("grafana_state_reason", "MissingSeries");
    call.accepted(Alerts.notification(over));
    JsonNode done = call.finishedRemediation("Vanishes");
    assertThat(done.path("outcome").asText()).isEqualTo("unknown");
    assertThat(done.path("reason").asText()).contains("MissingSeries");
  }
}
