package io.promansible.alertmanager;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each case is the shipped file with one thing made wrong. */
class AlertmanagerConfigTest {
  private static String shipped() throws IOException {
    return Files.readString(Path.of("alertmanager/alertmanager.yml"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"alertmanager.yml", "alertmanager-opt-in.yml"})
  void nothing_is_said_of_the_shipped_files(String file) throws IOException {
    String text = Files.readString(Path.of("alertmanager", file));
    assertThat(AlertmanagerConfig.examine(file, text, false)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          max_alerts: 0            | max_alerts: 10             | true  | receiver promansible | max_alerts: 10 cuts off
          send_resolved: true      | send_resolved: false       | true  | receiver promansible | send_resolved: false
          follow_redirects: false  | follow_redirects: true     | false | receiver promansible | a redirect would turn the POST
          continue: true           | continue: false            | true  | route.routes[3]      | lacks continue: true
          group_wait: 10m          | group_wait: 30s            | false | route.routes[3]      | no route behind it waits
          /api/v1/alerts           | /elsewhere                 | true  | receivers            | none sends to Promansible
          "Watchdog"']             | "Nothing"']                | false | route                | no route sends the alert Watchdog
          group_wait: 1s           | group_by: [alertname]      | false | route.routes[3]      | groups alerts
          """)
  void what_would_lose_alerts_is_said_with_its_place(
      String from, String to, boolean loses, String where, String what) throws IOException {
    String text =
        to.startsWith("group_by")
            ? shipped().replaceFirst("(?s)group_by: \\['\\.\\.\\.'](?=\\s+group_wait: 1s)", to)
            : shipped().replace(from, to);
    assertThat(AlertmanagerConfig.examine("file", text, false))
        .anySatisfy(advice -> {
          assertThat(advice.loses()).isEqualTo(loses);
          assertThat(advice.where()).isEqualTo(where);
          assertThat(advice.what()).contains(what);
        });
  }

  @Test
  void a_token_that_is_wanted_must_be_sent() throws IOException {
    assertThat(AlertmanagerConfig.examine("file", shipped(), true))
        .singleElement()
        .satisfies(advice -> {
          assertThat(advice.loses()).isTrue();
          assertThat(advice.what()).contains("will answer 401");
        });
  }

  @Test
  void a_receiver_whose_address_is_hidden_is_known_by_its_name() throws IOException {
    String hidden = shipped().replace("http://127.0.0.1:9595/api/v1/alerts", "<secret>");
    assertThat(AlertmanagerConfig.examine("file", hidden, false)).isEmpty();
  }

  @Test
  void a_route_behind_ours_that_takes_only_some_does_not_tell_people_of_the_others() {
    String some =
        """
        route:
          receiver: people
          routes:
            - {receiver: pm, group_by: ['...'], continue: true}
            - {receiver: dba, matchers: ['team="db"'], group_wait: 10m}
        receivers:
          - name: pm
            webhook_configs: [{url: "http://pm:9595/api/v1/alerts", http_config: {follow_redirects: false}}]
          - name: people
          - name: dba
        """;
    assertThat(AlertmanagerConfig.examine("file", some, false))
        .filteredOn(Advice::loses)
        .singleElement()
        .extracting(Advice::what)
        .asString()
        .contains("heard by nobody else");
  }

  @Test
  void a_receiver_that_pages_too_and_general_settings_are_known() {
    String both =
        """
        global:
          http_config: {follow_redirects: false, bearer_token_file: /etc/t}
        route: {receiver: both, routes: [{receiver: both, matchers: ['alertname="Watchdog"']}]}
        receivers:
          - name: both
            webhook_configs: [{url: "http://pm:9595/api/v1/alerts"}]
            pagerduty_configs: [{routing_key: x}]
        """;
    assertThat(AlertmanagerConfig.examine("file", both, true)).isEmpty();
  }

  @Test
  void people_who_are_not_told_at_all_are_missed() {
    String only =
        """
        route:
          receiver: promansible
          routes:
            - {receiver: promansible, group_by: ['...'], continue: true}
        receivers:
          - name: promansible
            webhook_configs: [{url: "http://pm:9595/api/v1/alerts/", http_config: {follow_redirects: false}}]
        """;
    assertThat(AlertmanagerConfig.examine("file", only, false))
        .extracting(Advice::what)
        .anyMatch(what -> what.contains("heard by nobody else"))
        .anyMatch(what -> what.contains("let it be one of people"));
  }

  @Test
  void a_port_of_this_machine_where_nobody_listens_is_told_and_token_files_are_found() {
    String text =
        """
        route: {receiver: people}
        receivers:
          - name: promansible
            webhook_configs:
              - url: http://127.0.0.1:9595/api/v1/alerts
                http_config: {follow_redirects: false, authorization: {credentials_file: /etc/alertmanager/pm.token}}
          - {name: people}
        """;
    assertThat(AlertmanagerConfig.examine("file", text, true, OptionalInt.of(9600)))
        .extracting(Advice::what)
        .anyMatch(what -> what.contains("port 9595") && what.contains("listens on 9600"));
    assertThat(AlertmanagerConfig.examine("file", text, true, OptionalInt.of(9595)))
        .extracting(Advice::what)
        .noneMatch(what -> what.contains("port"));
    assertThat(AlertmanagerConfig.credentialsFiles(text))
        .containsExactly(Path.of("/etc/alertmanager/pm.token"));
  }
}
