package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.kit.Alerts;
import io.promansible.kit.Caller;
import io.promansible.kit.Waiting;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an alert brings about: its run, with its parameters, and what is kept of it. */
abstract class PathAlertJourney extends PathService {
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
  void a_parameter_that_its_role_declares_secret_is_masked_in_what_is_kept() {
    call.accepted(Alerts.notification(Alerts.firing("Coded", "web9")));
    String id = call.finishedRun("Coded").path("id").asText();
    String log = Caller.text(call.send("GET", "/api/v1/runs/" + id + "/log", new byte[0]));
    assertThat(log).contains("the pin is ********").doesNotContain("hunter22");
    assertThat(call.get("/api/v1/runs/" + id + "/events").toString()).doesNotContain("hunter22");
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
}
