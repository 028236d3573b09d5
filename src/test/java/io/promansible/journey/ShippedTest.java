package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.kit.Programs;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is shipped beside the service, checked by the programs it is for. */
class ShippedTest {
  @Test
  void prometheus_takes_its_configuration_and_the_rules_do_as_they_say() {
    assertThat(Programs.run(List.of("promtool", "check", "config", "prometheus/prometheus.yml")))
        .contains("SUCCESS");
    assertThat(
            Programs.run(List.of("promtool", "test", "rules", "prometheus/rules/service.test.yml")))
        .contains("SUCCESS");
  }

  @Test
  void alertmanager_takes_its_configuration_and_routes_to_promansible_and_to_people() {
    String file = "alertmanager/alertmanager.yml";
    assertThat(Programs.run(List.of("amtool", "check-config", file))).contains("SUCCESS");
    assertThat(route(file, "promansible,people", "alertname=ServiceDown", "severity=critical"))
        .isZero();
    assertThat(route(file, "people", "alertname=ServiceDown", "auto_remediate=false")).isZero();
  }

  private static int route(String file, String receivers, String... labels) {
    List<String> command =
        new java.util.ArrayList<>(
            List.of(
                "amtool",
                "config",
                "routes",
                "test",
                "--config.file=" + file,
                "--verify.receivers=" + receivers));
    command.addAll(List.of(labels));
    return Programs.attempt(command, Map.of()).exit();
  }

  @Test
  void the_demo_ends_with_the_fault_gone(@TempDir Path folder) {
    Programs.Result demo =
        Programs.attempt(
            List.of("bin/demo"),
            Map.of(
                "DEMO_ROOM",
                folder.resolve("demo").toString(),
                "JAVA_HOME",
                System.getProperty("java.home")));
    assertThat(demo.exit()).as(demo.output()).isZero();
    assertThat(demo.output())
        .containsSubsequence(
            "fault ",
            "alert ",
            "webhook ",
            "decision ",
            "task ",
            "run ",
            "resolved ",
            "fixed ",
            "answers: True");
  }
}
