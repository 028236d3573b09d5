package io.promansible.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promansible.fault.InputFault;
import io.promansible.handler.FleetLimits;
import io.promansible.handler.Handler;
import io.promansible.handler.Handlers;
import io.promansible.handler.Mode;
import io.promansible.handler.RoleCheck;
import io.promansible.handler.Verify;
import io.promansible.inventory.Host;
import io.promansible.inventory.HostFrom;
import io.promansible.inventory.Resolution;
import io.promansible.label.Labels;
import io.promansible.playbook.Kind;
import io.promansible.playbook.Risk;
import io.promansible.playbook.RoleCatalog;
import io.promansible.settings.SettingsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a handler takes from its roles, on the shipped ones. */
class HandlerOfRoleTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String DEVICE = "handle_net_device_down_device";

  private static Handler handler(String line) {
    return handler(line, Path.of("playbooks"));
  }

  private static Handler handler(String line, Path playbooks) {
    SettingsFile file =
        SettingsFile.parse("pm.yml", "handlers:\n  - " + line, Path.of(""), Map.of());
    RoleCheck roles = new RoleCheck(new RoleCatalog(playbooks), Kind.ALERT);
    Handlers handlers =
        Handlers.read(
            file.root().sections("handlers"),
            FleetLimits.DEFAULTS,
            roles,
            HostFrom.DEFAULTS,
            Duration.ofMinutes(30));
    file.end();
    return handlers.all().getFirst();
  }

  private static Decision decide(Handler handler, Map<String, String> labels, Map<String, ?> vars) {
    Host host = new Host("web1", JSON.valueToTree(vars), List.of());
    return Decision.decide(
        handler, Labels.of(labels), new Resolution.Found(host), Moments.recent(List.of()));
  }

  private static String skipped(Decision decision) {
    assertThat(decision).isInstanceOf(Decision.Skip.class);
    assertThat(((Decision.Skip) decision).reason()).isEqualTo(Reason.PARAMETERS);
    return ((Decision.Skip) decision).detail();
  }

  private static Map<String, JsonNode> started(Decision decision) {
    assertThat(decision).as(decision.toString()).isInstanceOf(Decision.Start.class);
    return ((Decision.Start) decision).parameters();
  }

  /** A pattern that lets everything through is the role's fault, and no way to run templates. */
  @ParameterizedTest
  @ValueSource(strings = {"{{ 7 }}", "{% raw %}7{% endraw %}", "7{# #}"})
  void a_template_in_a_label_is_no_number_whatever_the_pattern_says(
      String text, @TempDir Path playbooks) throws IOException {
    Path role = playbooks.resolve("alert/roles/counts");
    Files.createDirectories(role.resolve("meta"));
    Files.createDirectories(role.resolve("tasks"));
    Files.writeString(role.resolve("tasks/main.yml"), "[]");
    Files.writeString(
        role.resolve("meta/argument_specs.yml"),
        "argument_specs: {main: {options: {counts_n: {type: int, required: true}}}}");
    Files.writeString(
        role.resolve("meta/promansible.yml"),
        "labels: {counts_n: {label: count, pattern: '(?s).*'}}");
    Handler counts =
        handler(
            "{name: c, matchers: ['alertname=\"A\"'], roles: [counts], mode: auto, min_age: 0s}",
            playbooks);
    assertThat(skipped(decide(counts, Map.of("alertname", "A", "count", text), Map.of())))
        .contains("counts_n");
    assertThat(started(decide(counts, Map.of("alertname", "A", "count", "7"), Map.of())))
        .containsKey("counts_n");
  }

  @Test
  void one_line_is_a_handler() {
    Handler handler = handler("{name: disk, roles: [handle_DiskWillFillIn4Hours]}");
    assertThat(handler.matchers()).hasToString("alertname=\"DiskWillFillIn4Hours\"");
    assertThat(handler.mode()).isEqualTo(Mode.OBSERVE);
    assertThat(handler.risk()).isEqualTo(Risk.SAFE);
    assertThat(handler.timeout()).isEqualTo(Duration.ofMinutes(15));
    assertThat(handler.verify()).isEqualTo(Verify.DEFAULTS);

    assertThat(handler("{name: e, roles: [handle_HighErrorRate]}").verify().within())
        .as("it looks back five minutes")
        .isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void several_roles_answer_all_their_alerts_as_the_most_careful_of_them_would() {
    Handler handler =
        handler("{name: x, roles: [collect_evidence, handle_net_device_down, handle_server_down]}");
    assertThat(handler.matchers().match(Labels.of(Map.of("alertname", "net_device_down"))))
        .isTrue();
    assertThat(handler.matchers().match(Labels.of(Map.of("alertname", "server_down")))).isTrue();
    assertThat(handler.matchers().match(Labels.of(Map.of("alertname", "server_downs")))).isFalse();
    assertThat(handler.risk()).isEqualTo(Risk.DISRUPTIVE);
    assertThat(handler.timeout()).isEqualTo(Duration.ofMinutes(25));
  }

  @Test
  void what_the_handler_says_comes_first() {
    Handler handler =
        handler(
            "{name: x, roles: [handle_net_device_down], matchers: ['alertname=\"Mine\"'], class: disruptive, timeout: 1m, verify: {within: 1m}}");
    assertThat(handler.matchers()).hasToString("alertname=\"Mine\"");
    assertThat(handler.risk()).isEqualTo(Risk.DISRUPTIVE);
    assertThat(handler.timeout()).isEqualTo(Duration.ofMinutes(1));
    assertThat(handler.verify().within()).isEqualTo(Duration.ofMinutes(1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {name: x, roles: [collect_evidence]}                                        | pm.yml:2: 'handlers[0].matchers' is missing, and none of the roles says
          {name: x, roles: [handle_net_device], vars: {}}                             | pm.yml:2: 'handlers[0].roles' names the role 'handle_net_device', which is not in the role catalog
          {name: x, roles: [handle_net_device_down], vars: {handle_net_device_down_wait: long}}  | pm.yml:2: 'handlers[0].vars' 'handle_net_device_down_wait' of role handle_net_device_down must be of type int; 'long' is not
          {name: x, roles: [handle_net_device_down], vars: {handle_net_device_down_manager: me}} | must be one of ip, ifupdown, networkmanager, networkd; 'me' is not
          {name: x, roles: [handle_net_device_down], vars: {handle_net_device_down_wiat: 3}}     | 'handle_net_device_down_wiat' is no parameter of role handle_net_device_down; did you mean 'handle_net_device_down_wait'?
          """)
  void what_does_not_fit_the_role_is_refused_with_its_line(String line, String fault) {
    assertThatThrownBy(() -> handler(line))
        .isInstanceOf(InputFault.class)
        .hasMessageContaining(fault);
  }

  @Test
  void a_variable_that_is_no_typing_error_is_the_roles_own_affair() {
    assertThat(
            handler(
                    "{name: x, roles: [handle_net_device_down], vars: {handle_net_device_down_something_else: 1}}")
                .vars())
        .hasSize(1);
  }

  private static final Handler NET =
      handler("{name: net, roles: [handle_net_device_down], mode: auto}");

  @Test
  void a_parameter_comes_from_its_label() {
    assertThat(started(decide(NET, Map.of("device", "eth1"), Map.of())))
        .containsExactly(Map.entry(DEVICE, JSON.valueToTree("eth1")));
  }

  @Test
  void the_handlers_vars_come_before_the_label_and_the_label_before_the_hosts_own() {
    Handler fixed =
        handler(
            "{name: net, roles: [handle_net_device_down], mode: auto, vars: {%s: eth7}}"
                .formatted(DEVICE));
    assertThat(started(decide(fixed, Map.of("device", "eth1"), Map.of()))).isEmpty();
    assertThat(started(decide(NET, Map.of("device", "eth1"), Map.of(DEVICE, "eth9"))))
        .containsEntry(DEVICE, JSON.valueToTree("eth1"));
    assertThat(started(decide(NET, Map.of(), Map.of(DEVICE, "eth9")))).isEmpty();
  }

  @Test
  void a_missing_label_is_a_decision_that_names_role_parameter_and_label() {
    assertThat(skipped(decide(NET, Map.of("interface", "eth1"), Map.of())))
        .isEqualTo(
            "role handle_net_device_down needs handle_net_device_down_device from label 'device', which the alert does not have; give it in the handler's vars or as a variable of the host");
  }

  @ParameterizedTest
  @CsvSource({"eth0; reboot", "../../etc", "-x", "{{ 7*7 }}", "a b", "averyverylongname"})
  void a_label_that_does_not_fit_its_pattern_is_not_used(String device) {
    assertThat(skipped(decide(NET, Map.of("device", device), Map.of())))
        .contains("label 'device' gives " + DEVICE, "does not match its pattern");
  }

  @Test
  void a_required_parameter_that_nobody_gives_is_a_decision() {
    Handler errors = handler("{name: e, roles: [handle_HighErrorRate], mode: auto, min_age: 0s}");
    assertThat(skipped(decide(errors, Map.of(), Map.of())))
        .contains("role handle_HighErrorRate needs handle_high_error_rate_service");
    Map<String, String> vars =
        Map.of(
            "handle_high_error_rate_service",
            "nginx",
            "handle_high_error_rate_url",
            "http://127.0.0.1/");
    assertThat(started(decide(errors, Map.of(), vars))).isEmpty();
  }
}
