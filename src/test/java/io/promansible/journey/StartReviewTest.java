package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.kit.Alerts;
import io.promansible.kit.Room;
import io.promansible.kit.StandInServer;
import io.promansible.kit.Waiting;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What is looked at once more when a run's turn has come. */
class StartReviewTest extends OneServiceJourney {
  private static final String HANDLERS = "handlers:\n";

  private void asAdmin(String method, String path, String body) {
    assertThat(call.as(room.adminToken(), method, path, body).statusCode()).isLessThan(300);
  }

  private List<String> acted() {
    return room.lines("ledger").stream()
        .map(line -> line.substring(0, line.indexOf(' ')))
        .sorted()
        .toList();
  }

  private static String waiting(Room room) {
    return "- ansible.builtin.wait_for: {path: %s, sleep: 1, timeout: 60}\n"
        .formatted(room.file("go"));
  }

  @Test
  void a_host_that_left_the_inventory_holds_back_no_other() {
    room.role("hold", waiting(room))
        .write("hosts.yml", Room.LOCAL_HOSTS.replace("web[1:9]:", "web[1:9]:\n    leaves:"));
    start(HANDLERS + Room.handler("Hold", "hold", "") + Room.handler("Gone", "count", ""));
    call.accepted(Alerts.notification(Alerts.firing("Hold", "web1")));
    Waiting.until(
        "the run that keeps web1 busy",
        () -> !call.get("/api/v1/runs?state=running&handler=Hold").path("runs").isEmpty());
    call.accepted(
        Alerts.notification(
            Alerts.firing("Gone", "web1"),
            Alerts.firing("Gone", "web2"),
            Alerts.firing("Gone", "leaves")));
    room.write("hosts.yml", Room.LOCAL_HOSTS);
    asAdmin("POST", "/-/reload", "");
    Waiting.until(
        "the inventory without it",
        () -> !call.get("/api/v1/inventory").toString().contains("leaves"));
    room.write("go", "");
    JsonNode run = call.finishedRun("Gone");
    assertThat(run.path("outcome").asText()).isEqualTo("succeeded");
    assertThat(run.path("dropped").path("leaves").asText()).contains("not in the inventory");
    assertThat(acted()).containsExactly("web1", "web2");
    JsonNode left =
        call.get("/api/v1/remediations?handler=Gone&host=leaves").path("remediations").get(0);
    assertThat(left.path("outcome").asText()).isEqualTo("unknown");
  }

  @Test
  void the_host_cooldown_holds_between_runs_that_were_decided_before_the_first_ended() {
    String quick = "verify: {within: 20s, hold: 0s}, cooldown: {after_success: 0s}";
    start(
        HANDLERS
            + "  - {name: A, matchers: ['alertname=\"A\"'], roles: [count], mode: auto, class: safe, host_cooldown: 4s, %s}\n"
                .formatted(quick)
            + "  - {name: B, matchers: ['alertname=\"B\"'], roles: [count], mode: auto, class: safe, host_cooldown: 4s, %s}\n"
                .formatted(quick));
    call.accepted(Alerts.notification(Alerts.firing("A", "web1"), Alerts.firing("B", "web1")));
    Waiting.until("both", () -> acted().size() == 2);
    List<JsonNode> runs =
        List.of(call.finishedRun("A"), call.finishedRun("B")).stream()
            .sorted((a, b) -> a.path("startedAt").asText().compareTo(b.path("startedAt").asText()))
            .toList();
    Instant first = Instant.parse(runs.get(0).path("finishedAt").asText());
    assertThat(Instant.parse(runs.get(1).path("startedAt").asText()))
        .isAfterOrEqualTo(first.plusSeconds(4));
  }

  @Test
  void a_query_of_any_length_that_confirms_nothing_refuses_the_start() {
    String query = "vector(0) > 1 or " + "up{job=\"%s\"}".formatted("x".repeat(1500));
    try (StandInServer prometheus =
        new StandInServer(uri ->
            "{\"status\": \"success\", \"data\": {\"resultType\": \"vector\", \"result\": []}}")) {
      start(
          "prometheus: {url: '%s'}\n".formatted(prometheus.url())
              + HANDLERS
              + Room.handler("Long", "count", "before_start: {confirm: '%s'}".formatted(query))
              + Room.handler("Next", "count", ""));
      call.accepted(
          Alerts.notification(Alerts.firing("Long", "web1"), Alerts.firing("Long", "web2")));
      JsonNode run = call.finishedRun("Long");
      assertThat(run.path("outcome").asText()).isEqualTo("not_started");
      assertThat(run.path("reason").asText()).contains("Prometheus does not confirm");
      call.accepted(Alerts.notification(Alerts.firing("Next", "web1")));
      assertThat(call.finishedRun("Next").path("outcome").asText()).isEqualTo("succeeded");
    }
  }

  @Test
  void one_query_serves_all_hosts_of_a_run() {
    AtomicInteger asked = new AtomicInteger();
    try (StandInServer prometheus =
        new StandInServer(uri -> {
          asked.incrementAndGet();
          return "{\"status\": \"success\", \"data\": {\"resultType\": \"vector\", \"result\": [{\"metric\": {}, \"value\": [0, \"1\"]}]}}";
        })) {
      start(
          "prometheus: {url: '%s'}\n".formatted(prometheus.url())
              + HANDLERS
              + Room.handler("Many", "count", "before_start: {confirm: 'up == 0'}"));
      call.accepted(
          Alerts.notification(
              Alerts.firing("Many", "web1"),
              Alerts.firing("Many", "web2"),
              Alerts.firing("Many", "web3")));
      assertThat(call.finishedRun("Many").path("hosts").size()).isEqualTo(3);
      assertThat(asked).hasValue(1);
    }
  }

  @Test
  void nothing_joins_a_run_while_alertmanager_is_asked_about_it() {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    try (StandInServer alertmanager = new StandInServer(uri -> slowly(uri, asked, answer))) {
      start(
          "alertmanager: {url: '%s', timeout: 20s, notices: false, reconcile: 1h}\n"
                  .formatted(alertmanager.url())
              + HANDLERS
              + Room.handler("Slow", "count", ""));
      call.accepted(Alerts.notification(Alerts.firing("Slow", "web1")));
      assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
      call.accepted(Alerts.notification(Alerts.firing("Slow", "web2")));
      answer.countDown();
      JsonNode held = call.waitingRemediation("Slow", "silenced");
      assertThat(held.path("host").asText()).isEqualTo("web2");
      Waiting.until("the run of the other", () -> !acted().isEmpty());
      assertThat(acted()).containsExactly("web1");
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void an_alert_that_fires_again_with_the_old_start_is_no_proof_that_it_is_fixed() {
    start(
        "intake: {late: 0s}\n"
            + HANDLERS
            + Room.handler("Again", "count", "").replace("hold: 0s", "hold: 20s"));
    call.accepted(Alerts.notification(Alerts.firing("Again", "web1")));
    Waiting.until("its run", () -> acted().size() == 1);
    call.finishedRun("Again");
    call.accepted(Alerts.notification(Alerts.resolved("Again", "web1")));
    // Its Prometheus could not reach Alertmanager for a while, and says the old start.
    call.accepted(Alerts.notification(Alerts.firing("Again", "web1")));
    assertThat(call.finishedRemediation("Again").path("outcome").asText()).isEqualTo("not_fixed");
    assertThat(call.get("/api/v1/alerts?state=firing&alertname=Again").path("alerts")).hasSize(1);
  }

  @Test
  void a_source_is_declared_and_what_nobody_confirms_disrupts_nothing_by_itself() {
    start(
        "sources: [{name: grafana, confirm: none}]\n"
            + HANDLERS
            + Room.handler("Calm", "count", "")
            + Room.handler("Rough", "count", "").replace("class: safe", "class: disruptive"));
    String body =
        Alerts.notification(Alerts.firing("Calm", "web1"), Alerts.firing("Rough", "web2"));
    assertThat(told("nobody", body)).isEqualTo(400);
    assertThat(told("grafana", body)).isEqualTo(200);
    Waiting.until("the safe one", () -> acted().equals(List.of("web1")));
    assertThat(call.waitingRemediation("Rough", "approve").path("host").asText()).isEqualTo("web2");
  }

  private int told(String source, String body) {
    return call.send(
            "POST",
            "/api/v1/alerts?source=" + source,
            body.getBytes(java.nio.charset.StandardCharsets.UTF_8),
            "Content-Type",
            "application/json")
        .statusCode();
  }

  /** Critical comes for warning while the run of the warning still waits. */
  @Test
  void a_fault_whose_label_changes_before_it_was_acted_upon_is_acted_upon() {
    room.role("hold", waiting(room));
    start(HANDLERS + Room.handler("Hold", "hold", "") + Room.handler("Disk", "count", ""));
    call.accepted(Alerts.notification(Alerts.firing("Hold", "web1")));
    Waiting.until(
        "the run that keeps web1 busy",
        () -> !call.get("/api/v1/runs?state=running&handler=Hold").path("runs").isEmpty());
    call.accepted(Alerts.notification(disk("firing", "warning")));
    call.accepted(Alerts.notification(disk("resolved", "warning"), disk("firing", "critical")));
    room.write("go", "");
    Waiting.until("the run for critical", () -> acted().equals(List.of("web1")));
  }

  private static com.fasterxml.jackson.databind.node.ObjectNode disk(
      String status, String severity) {
    return Alerts.alert(
        status,
        Map.of("alertname", "Disk", "instance", "web1", "severity", severity),
        Alerts.START);
  }

  /** Alertmanager to which ann has said that web2 is hers; the first question waits. */
  private static String slowly(URI uri, CountDownLatch asked, CountDownLatch answer) {
    String path = uri.getPath();
    if (path.endsWith("/status")) {
      return "{\"uptime\": \"2020-01-01T00:00:00Z\", \"versionInfo\": {\"version\": \"0.25.0\"}, \"config\": {\"original\": \"\"}}";
    }
    if (path.endsWith("/silences")) {
      return "[{\"id\": \"s1\", \"createdBy\": \"ann\"}]";
    }
    if (!String.valueOf(uri.getQuery()).contains("filter")) {
      return "[]";
    }
    asked.countDown();
    try {
      answer.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    String alert =
        "{\"labels\": {\"alertname\": \"Slow\", \"instance\": \"%s\"}, \"status\": {\"state\": \"active\", \"silencedBy\": [%s], \"inhibitedBy\": []}, \"startsAt\": \"%s\", \"receivers\": [{\"name\": \"promansible\"}]}";
    return "["
        + alert.formatted("web1", "", Alerts.START)
        + ", "
        + alert.formatted("web2", "\"s1\"", Alerts.START)
        + "]";
  }
}
