package io.promansible.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.kit.Alerts;
import io.promansible.kit.Caller;
import io.promansible.kit.Programs;
import io.promansible.kit.Room;
import io.promansible.kit.Waiting;
import io.promansible.wiring.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/**
 * The dashboard, by the rules of grafana/dashboard-linter (which is a Go program, so they are told
 * here anew), and against what the service really exposes.
 */
class DashboardTest {
  private static final JsonNode DASHBOARD = read("grafana/dashboards/promansible-overview.json");
  private static final Pattern METRIC =
      Pattern.compile("\\b((?:promansible|jvm|process)_\\w+)(\\{[^}]*})?");
  private static final Pattern BY = Pattern.compile("\\b(?:by|without|on) \\(([^)]*)\\)");

  private static JsonNode read(String file) {
    try {
      return Room.json(Files.readString(Path.of(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<JsonNode> panels() {
    return DASHBOARD
        .path("panels")
        .valueStream()
        .filter(p -> !p.path("type").asText().equals("row"))
        .toList();
  }

  private static List<String> queries() {
    List<String> queries = new ArrayList<>();
    panels().forEach(p -> p.path("targets").forEach(t -> queries.add(t.path("expr").asText())));
    DASHBOARD.path("annotations").path("list").forEach(a -> queries.add(a.path("expr").asText()));
    return queries;
  }

  @Test
  void it_is_one_that_grafana_provisions() {
    assertThat(DASHBOARD.path("uid").asText()).isEqualTo("promansible-overview");
    assertThat(DASHBOARD.path("id").isNull()).isTrue();
    assertThat(DASHBOARD.path("schemaVersion").asInt()).isEqualTo(39);
    assertThat(DASHBOARD.path("editable").asBoolean(true)).isFalse();
    assertThat(panels()).extracting(p -> p.path("id").asInt()).doesNotHaveDuplicates();
  }

  @Test
  void data_source_job_and_instance_can_be_chosen() {
    List<JsonNode> variables = DASHBOARD.path("templating").path("list").valueStream().toList();
    assertThat(variables)
        .extracting(v -> v.path("name").asText())
        .containsExactly("datasource", "job", "instance");
    assertThat(variables.getFirst().path("label").asText()).isEqualTo("Data source");
    assertThat(variables.subList(1, 3))
        .allSatisfy(v -> {
          assertThat(v.path("multi").asBoolean()).isTrue();
          assertThat(v.path("refresh").asInt()).as("when the time changes").isEqualTo(2);
          assertThat(v.path("datasource").path("uid").asText()).isEqualTo("${datasource}");
        });
  }

  @Test
  void every_panel_tells_what_it_shows_and_in_which_unit() {
    assertThat(panels())
        .hasSizeGreaterThan(20)
        .allSatisfy(p -> {
          assertThat(p.path("title").asText()).isNotBlank();
          assertThat(p.path("description").asText()).isNotBlank();
          assertThat(p.path("datasource").path("uid").asText()).isEqualTo("${datasource}");
          assertThat(p.path("fieldConfig").path("defaults").path("unit").asText()).isNotBlank();
          assertThat(p.path("targets")).isNotEmpty();
        });
  }

  @Test
  void panels_do_not_lie_on_each_other() {
    Set<String> taken = new HashSet<>();
    for (JsonNode panel : DASHBOARD.path("panels")) {
      JsonNode at = panel.path("gridPos");
      for (int x = at.path("x").asInt(); x < at.path("x").asInt() + at.path("w").asInt(); x++) {
        for (int y = at.path("y").asInt(); y < at.path("y").asInt() + at.path("h").asInt(); y++) {
          assertThat(taken.add(x + "," + y)).as(panel.path("title").asText()).isTrue();
          assertThat(x).isLessThan(24);
        }
      }
    }
  }

  @Test
  void every_query_is_promql_of_the_chosen_job_and_instance(@TempDir Path folder)
      throws IOException {
    List<Map<String, String>> rules = new ArrayList<>();
    for (String query : queries()) {
      Matcher metric = METRIC.matcher(query);
      while (metric.find()) {
        assertThat(metric.group(2)).as(query).contains("job=~\"$job\",instance=~\"$instance\"");
      }
      rules.add(
          Map.of(
              "record",
              "query:" + rules.size(),
              "expr",
              query
                  .replace("$__rate_interval", "5m")
                  .replace("$__range", "1h")
                  .replaceAll("\\$(job|instance)", ".+")));
    }
    Path file =
        Files.writeString(
            folder.resolve("queries.yml"),
            new Yaml().dump(Map.of("groups", List.of(Map.of("name", "queries", "rules", rules)))));
    assertThat(Programs.run(List.of("promtool", "check", "rules", file.toString())))
        .contains("SUCCESS: " + rules.size() + " rules found");
  }

  @Test
  void counters_are_asked_for_their_increase_and_rates_over_grafanas_interval() {
    for (String query : queries()) {
      Matcher total = Pattern.compile("(\\w+)\\((\\w+_total)\\{[^}]*}\\[([^]]+)]").matcher(query);
      int asked = 0;
      while (total.find()) {
        asked++;
        assertThat(total.group(1)).isIn("rate", "increase");
        // One fixed window: flapping is told per day. The whole range: the numbers of "Now".
        assertThat(total.group(3))
            .as(query)
            .isIn(
                query.contains("promansible_episodes_total")
                    ? List.of("24h")
                    : List.of("$__rate_interval", "$__range"));
      }
      assertThat(query.split("_total\\{", -1)).as(query).hasSize(asked + 1);
    }
  }

  /** Metrics with the names of their labels, as the service exposes them after a remediation. */
  private static Map<String, Set<String>> exposed(Caller call) {
    Map<String, Set<String>> exposed = new HashMap<>();
    String text = Caller.text(call.send("GET", "/metrics", new byte[0]));
    for (String line : text.lines().filter(l -> !l.startsWith("#")).toList()) {
      Matcher sample = Pattern.compile("(\\w+)(?:\\{(.*)})? \\S+").matcher(line);
      assertThat(sample.matches()).as(line).isTrue();
      Set<String> labels = exposed.computeIfAbsent(sample.group(1), n -> new TreeSet<>());
      if (sample.group(2) != null) {
        Matcher label = Pattern.compile("(\\w+)=\"").matcher(sample.group(2));
        while (label.find()) {
          labels.add(label.group(1));
        }
      }
    }
    return exposed;
  }

  @Test
  void every_metric_and_label_is_there_after_a_remediation(@TempDir Path folder)
      throws IOException {
    Room room =
        new Room(folder)
            .configure("handlers:\n" + Room.handler("Plain", "note", ""))
            .write(
                "playbooks/routine/roles/look/tasks/main.yml",
                "- ansible.builtin.debug: {msg: fine}\n")
            .write("playbooks/routine/roles/look/meta/promansible.yml", "check: true");
    try (var _ = room;
        Service service = Service.start(room.file("promansible.yml"), Map.of());
        Caller call = new Caller(service.url())) {
      call.awaitReady();
      call.accepted(
          Alerts.notification(Alerts.firing("Plain", "web1"), Alerts.firing("Watchdog", "x")));
      call.finishedRun("Plain");
      call.accepted(Alerts.notification(Alerts.resolved("Plain", "web1")));
      assertThat(call.finishedRemediation("Plain").path("outcome").asText()).isEqualTo("fixed");
      String admin = room.adminToken();
      call.as(admin, "POST", "/api/v1/runs", "{\"roles\": [\"look\"], \"hosts\": \"web1\"}");
      Waiting.until(
          "what the check found", () -> exposed(call).containsKey("promansible_check_success"));
      Map<String, Set<String>> exposed = exposed(call);
      for (String query : queries()) {
        holds(query, exposed);
      }
      for (JsonNode rule : RulesTest.rules()) {
        if (rule.path("expr").asText().contains("promansible_")) {
          holds(rule.path("expr").asText(), exposed);
        }
      }
      String open =
          Caller.text(
              call.send(
                  "GET",
                  "/metrics",
                  new byte[0],
                  "Accept",
                  "application/openmetrics-text;version=1.0.0"));
      assertThat(open).contains("promansible_ready 1.0\n").endsWith("# EOF\n");
      assertThat(open.indexOf("# EOF")).isEqualTo(open.length() - "# EOF\n".length());
      Path metrics = room.file("metrics");
      Files.writeString(metrics, Caller.text(call.send("GET", "/metrics", new byte[0])));
      Programs.Result lint =
          Programs.attempt(
              List.of(
                  "sh",
                  "-c",
                  "grep -v '^jvm_\\|^process_\\|^# .* jvm_\\|^# .* process_' "
                      + metrics
                      + " | promtool check metrics"),
              Map.of());
      assertThat(lint.exit()).as(lint.output()).isZero();
    }
  }

  private static void holds(String query, Map<String, Set<String>> exposed) {
    Set<String> labels = new TreeSet<>(List.of("job", "instance", ""));
    Matcher metric = METRIC.matcher(query);
    while (metric.find()) {
      assertThat(exposed).as(query).containsKey(metric.group(1));
      Set<String> own = exposed.get(metric.group(1));
      labels.addAll(own);
      if (metric.group(2) != null) {
        Matcher label = Pattern.compile("(\\w+)(?:=|!=|=~|!~)\"").matcher(metric.group(2));
        while (label.find()) {
          assertThat(label.group(1))
              .as(query)
              .matches(l -> own.contains(l) || l.equals("job") || l.equals("instance"));
        }
      }
    }
    Matcher by = BY.matcher(query);
    while (by.find()) {
      assertThat(labels)
          .as(query)
          .containsAll(Arrays.stream(by.group(1).split(",")).map(String::strip).toList());
    }
  }

  @Test
  void what_grafana_is_given_fits_together() throws IOException {
    Map<String, Object> sources =
        new Yaml()
            .load(Files.readString(Path.of("grafana/provisioning/datasources/promansible.yml")));
    assertThat(sources).containsEntry("apiVersion", 1);
    assertThat(sources.get("datasources").toString()).contains("type=prometheus", "url=http");
    Map<String, Object> providers =
        new Yaml()
            .load(Files.readString(Path.of("grafana/provisioning/dashboards/promansible.yml")));
    assertThat(providers.get("providers").toString())
        .contains("type=file", "disableDeletion=true", "allowUiUpdates=false");
  }
}
