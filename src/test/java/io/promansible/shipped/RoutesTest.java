package io.promansible.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.kit.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** Who hears of what, by Alertmanager's own tool. */
class RoutesTest {
  private static final String OPT_OUT = "alertmanager/alertmanager.yml";
  private static final String OPT_IN = "alertmanager/alertmanager-opt-in.yml";

  private static String receivers(String file, String labels) {
    List<String> command =
        new ArrayList<>(List.of("amtool", "config", "routes", "test", "--config.file=" + file));
    command.addAll(List.of(labels.split(" ")));
    Programs.Result answer = Programs.attempt(command, Map.of());
    assertThat(answer.exit()).as(answer.output()).isZero();
    return answer
        .output()
        .lines()
        .filter(line -> !line.startsWith("Warning"))
        .findFirst()
        .orElse("");
  }

  @ParameterizedTest
  @ValueSource(strings = {OPT_OUT, OPT_IN})
  void alertmanager_takes_the_file(String file) {
    assertThat(Programs.run(List.of("amtool", "check-config", file))).contains("SUCCESS");
  }

  @ParameterizedTest
  @CsvSource({
    "alertname=server_down severity=critical instance=web1, 'promansible,people'",
    "alertname=cpu_threshold_exceeded severity=warning, 'promansible,people'",
    "alertname=Unheard, 'promansible,people'",
    "alertname=server_down auto_remediate=false, people",
    "alertname=Watchdog severity=none, promansible",
    "alertname=PromansibleDown auto_remediate=false severity=critical, people",
    "alertname=PromansibleDown severity=critical, people",
    "alertname=RemediationFailed severity=critical instance=web1, people",
    "alertname=RemediationInProgress instance=web1, notices",
  })
  void promansible_first_people_after_a_grace(String labels, String receivers) {
    assertThat(receivers(OPT_OUT, labels)).isEqualTo(receivers);
  }

  @ParameterizedTest
  @CsvSource({
    "alertname=server_down severity=critical instance=web1, people",
    "alertname=server_down auto_remediate=true, 'promansible,people'",
    "alertname=Watchdog, promansible",
    "alertname=PromansibleDown auto_remediate=false, people",
    "alertname=RemediationFailed, people",
  })
  void by_the_other_file_only_what_asks_for_it(String labels, String receivers) {
    assertThat(receivers(OPT_IN, labels)).isEqualTo(receivers);
  }

  @Test
  void the_two_files_differ_in_one_matcher_only() throws IOException {
    assertThat(lines(OPT_OUT).replace("auto_remediate != \"false\"", "auto_remediate = \"true\""))
        .isEqualTo(lines(OPT_IN));
  }

  private static String lines(String file) throws IOException {
    return String.join(
        "\n",
        Files.readAllLines(Path.of(file)).stream()
            .filter(line -> !line.strip().startsWith("#"))
            .toList());
  }

  @Test
  void the_same_alerts_reach_people_after_ten_minutes_each_host_by_itself() throws IOException {
    Map<String, Object> tree = new Yaml().load(Files.readString(Path.of(OPT_OUT)));
    @SuppressWarnings("unchecked")
    Map<String, Object> route = (Map<String, Object>) tree.get("route");
    @SuppressWarnings("unchecked")
    List<Map<String, Object>> routes = (List<Map<String, Object>>) route.get("routes");
    assertThat(route.get("group_by"))
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
        .contains("instance");
    assertThat(routes.getLast())
        .containsEntry("receiver", "people")
        .containsEntry("group_wait", "10m")
        .containsEntry("matchers", routes.get(routes.size() - 2).get("matchers"));
    assertThat(routes.get(routes.size() - 2))
        .containsEntry("receiver", "promansible")
        .containsEntry("continue", true);
  }
}
