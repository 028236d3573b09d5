package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.kit.Background;
import io.promansible.kit.Monitoring;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a check that fails to the handler that mends it, with real Prometheus and Alertmanager. */
class CheckMendedTest extends RoutineJourney {
  @Test
  void a_routine_finds_it_the_alert_fires_the_handler_mends_it_and_the_next_run_proves_it(
      @TempDir Path folder) throws java.io.IOException {
    int alertmanager = Background.freePort();
    room.role(
        "mend",
        "- ansible.builtin.file: {path: '%s/bad-{{ inventory_hostname }}', state: absent}\n"
            .formatted(room.file("")));
    start(
        """
        alertmanager: {url: "http://127.0.0.1:%d", poll: 1s}
        handlers:
          - {name: mending, matchers: ['alertname="CheckFailed"', 'role="look"'], roles: [mend], mode: auto, class: safe, verify: {within: 1m, hold: 1s}}
        routines:
          - {name: looking, cron: "@yearly", hosts: "web1:web2", roles: [look]}
        """
            .formatted(alertmanager));
    int own = service == null ? 0 : service.url().getPort();
    room.write(
        "routine.yml",
        java.nio.file.Files.readString(Path.of("prometheus/rules/routine.yml"))
            .replace("for: 1m", "for: 1s"));
    room.write(
        "prometheus.yml",
        """
        global: {scrape_interval: 1s, evaluation_interval: 1s}
        rule_files: [routine.yml]
        alerting: {alertmanagers: [{static_configs: [{targets: ["127.0.0.1:%d"]}]}]}
        scrape_configs: [{job_name: promansible, static_configs: [{targets: ["127.0.0.1:%d"]}]}]
        """
            .formatted(alertmanager, own));
    room.write(
        "alertmanager.yml",
        java.nio.file.Files.readString(Path.of("alertmanager/alertmanager.yml"))
            .replace("127.0.0.1:9595", "127.0.0.1:" + own)
            .replace("group_interval: 30s", "group_interval: 1s"));
    room.write("bad-web1", "");
    try (var _ = Monitoring.alertmanager(folder, room.file("alertmanager.yml"), alertmanager);
        var _ = Monitoring.prometheus(folder, room.file("prometheus.yml"), Background.freePort())) {
      String found = made(asAdmin("POST", "/api/v1/routines/looking/run", "")).path("id").asText();
      assertThat(ended(found).path("outcome").asText()).isEqualTo("failed");
      JsonNode run = call.finishedRun("mending");
      assertThat(run.path("outcome").asText()).isEqualTo("succeeded");
      assertThat(run.path("hosts")).extracting(JsonNode::asText).containsExactly("web1");
      assertThat(room.file("bad-web1")).doesNotExist();
      String proof = made(asAdmin("POST", "/api/v1/routines/looking/run", "")).path("id").asText();
      assertThat(ended(proof).path("outcome").asText()).isEqualTo("succeeded");
      assertThat(call.finishedRemediation("mending").path("outcome").asText()).isEqualTo("fixed");
    }
  }
}
