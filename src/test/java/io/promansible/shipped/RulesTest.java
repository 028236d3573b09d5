package io.promansible.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promansible.kit.Programs;
import io.promansible.playbook.RoleCatalog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The shipped rules, by Prometheus' own tools. */
class RulesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static List<Path> files(String folder) {
    try (Stream<Path> files = Files.list(Path.of(folder))) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<JsonNode> rules() {
    List<JsonNode> rules = new ArrayList<>();
    for (Path file : files("prometheus/rules")) {
      try {
        JsonNode tree = JSON.valueToTree(new Yaml().load(Files.readString(file)));
        tree.path("groups").forEach(group -> group.path("rules").forEach(rules::add));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return rules;
  }

  @Test
  void prometheus_takes_its_configuration() {
    assertThat(Programs.run(List.of("promtool", "check", "config", "prometheus/prometheus.yml")))
        .contains("SUCCESS")
        .doesNotContain("FAILED");
  }

  @Test
  void every_rule_fires_keeps_quiet_and_recovers_as_its_test_says() throws IOException {
    List<String> command = new ArrayList<>(List.of("promtool", "test", "rules"));
    StringBuilder tests = new StringBuilder();
    for (Path file : files("prometheus/tests")) {
      command.add(file.toString());
      tests.append(Files.readString(file));
    }
    assertThat(Programs.run(command)).doesNotContain("FAILED");
    assertThat(rules())
        .allSatisfy(rule ->
            assertThat(tests.toString()).contains("alertname: " + rule.path("alert").asText()));
  }

  @Test
  void every_alert_tells_what_it_is_and_has_a_runbook() {
    for (JsonNode rule : rules()) {
      String name = rule.path("alert").asText();
      JsonNode notes = rule.path("annotations");
      // The summary is the same for all hosts, so that it can be grouped by.
      assertThat(notes.path("summary").asText()).as(name).isNotBlank().doesNotContain("{{");
      assertThat(notes.path("description").asText()).as(name).isNotBlank();
      assertThat(notes.path("runbook_url").asText()).endsWith("docs/runbooks/" + name + ".md");
      assertThat(rule.path("labels").path("severity").asText()).isNotBlank();
      assertThat(Path.of("docs/runbooks", name + ".md"))
          .content()
          .contains("# " + name, "## Meaning", "## What Promansible does", "## What to do");
    }
    assertThat(files("docs/runbooks")).hasSameSizeAs(rules());
  }

  @Test
  void every_alert_that_a_role_answers_has_its_rule() {
    List<String> names = rules().stream().map(rule -> rule.path("alert").asText()).toList();
    List<String> answered =
        new RoleCatalog(Path.of("playbooks"))
            .all().stream().flatMap(role -> role.meta().alerts().stream()).toList();
    assertThat(names).containsAll(answered);
    assertThat(names)
        // What a failed check needs is the operator's to say.
        .filteredOn(name ->
            !name.startsWith("Promansible") && !List.of("Watchdog", "CheckFailed").contains(name))
        .containsExactlyInAnyOrderElementsOf(answered);
  }

  @Test
  void promansibles_own_faults_are_not_sent_to_itself() {
    assertThat(rules())
        .filteredOn(rule -> rule.path("alert").asText().startsWith("Promansible"))
        .isNotEmpty()
        .allSatisfy(rule ->
            assertThat(rule.path("labels").path("auto_remediate").asText()).isEqualTo("false"));
  }
}
