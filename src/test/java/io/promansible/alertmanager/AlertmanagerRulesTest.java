package io.promansible.alertmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.fault.InputFault;
import io.promansible.kit.Room;
import io.promansible.label.Labels;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Time intervals by the examples of Alertmanager's timeinterval_test.go, and routes and inhibition.
 */
class AlertmanagerRulesTest {
  private static final Labels DISK = labels("alertname", "Disk", "instance", "web1");

  private static Labels labels(String... pairs) {
    Map<String, String> labels = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      labels.put(pairs[i], pairs[i + 1]);
    }
    return Labels.of(labels);
  }

  private static AlertmanagerRules muting(String interval) {
    return AlertmanagerRules.parse(
        """
        route:
          receiver: people
          routes: [{receiver: promansible, mute_time_intervals: [x]}]
        time_intervals: [{name: x, time_intervals: [%s]}]
        """
            .formatted(interval));
  }

  private static final String HOURS =
      "{times: [{start_time: 09:00, end_time: 17:00}], weekdays: ['monday:friday'], %s}";

  @ParameterizedTest(name = "{0} at {1}: {2}")
  @CsvSource(
      delimiter = '¦',
      value = {
        "{} ¦ 2006-01-02T15:04:00Z ¦ true",
        "hours ¦ 2020-05-04T15:04:00Z ¦ true",
        "hours ¦ 2020-07-08T09:00:00Z ¦ true",
        "hours ¦ 2020-07-08T16:59:59Z ¦ true",
        "hours ¦ 2020-07-08T17:00:00Z ¦ false",
        "hours ¦ 2020-05-03T15:04:00Z ¦ false",
        "hours ¦ 2020-05-04T08:59:00Z ¦ false",
        "{days_of_month: ['4:6'], months: [april], years: ['2020']} ¦ 2020-04-06T23:05:00Z ¦ true",
        "{days_of_month: ['4:6'], months: [april], years: [2020]} ¦ 2020-04-07T00:00:00Z ¦ false",
        "{days_of_month: ['4:6'], months: [april], years: ['2020']} ¦ 2019-04-06T23:59:00Z ¦ false",
        "{days_of_month: ['-3:-1']} ¦ 2020-01-31T15:04:00Z ¦ true",
        "{days_of_month: ['-3:-1']} ¦ 2020-01-29T15:04:00Z ¦ true",
        "{days_of_month: ['-3:-1']} ¦ 2020-02-29T23:05:00Z ¦ true",
        "{days_of_month: ['-3:-1']} ¦ 2020-01-27T15:04:00Z ¦ false",
        "{days_of_month: ['-3:-1']} ¦ 2020-03-01T00:00:00Z ¦ false",
        "{days_of_month: ['30:31']} ¦ 2020-02-29T00:00:00Z ¦ false",
        "{days_of_month: [1:-1]} ¦ 2020-02-29T00:00:00Z ¦ true",
        "sydney ¦ 2021-04-06T03:00:00Z ¦ true",
        "sydney ¦ 2021-04-06T13:00:00Z ¦ false",
        "{times: [{start_time: 22:00, end_time: 24:00}]} ¦ 2020-01-01T23:59:30Z ¦ true",
        "{months: ['june:8']} ¦ 2020-07-01T00:00:00Z ¦ true",
        "{weekdays: []} ¦ 2020-07-01T00:00:00Z ¦ false"
      })
  void an_interval_contains_what_alertmanagers_does(String interval, Instant at, boolean in) {
    String text =
        switch (interval) {
          case "hours" -> HOURS.formatted("");
          case "sydney" -> HOURS.formatted("location: Australia/Sydney");
          default -> interval;
        };
    assertThat(muting(text).muting(DISK, "promansible", at).isEmpty()).isEqualTo(!in);
  }

  @Test
  void only_routes_to_us_count_and_one_that_is_open_is_enough() {
    AlertmanagerRules rules =
        AlertmanagerRules.parse(
            """
            route:
              receiver: people
              routes:
                - {matchers: ['alertname="Disk"'], receiver: promansible, mute_time_intervals: [always], continue: true}
                - {matchers: ['severity="critical"'], receiver: promansible, continue: true}
                - {match: {alertname: Outside}, receiver: promansible, active_time_intervals: [never]}
                - {match_re: {alertname: 'Peo.*'}, receiver: people, mute_time_intervals: [always]}
                - receiver: promansible
                  mute_time_intervals: [always]
                  routes: [{matchers: ['alertname="Child"']}]
            mute_time_intervals:
              - {name: always, time_intervals: [{}]}
              - {name: never, time_intervals: []}
            """);
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    assertThat(rules.muting(DISK, "promansible", now)).containsExactly("always");
    assertThat(
            rules.muting(labels("alertname", "Disk", "severity", "critical"), "promansible", now))
        .isEmpty();
    assertThat(rules.muting(labels("alertname", "Outside"), "promansible", now))
        .containsExactly("(outside of) never");
    assertThat(rules.muting(labels("alertname", "People"), "promansible", now)).isEmpty();
    // A route hands its time intervals down to nobody.
    assertThat(rules.muting(labels("alertname", "Child"), "promansible", now)).isEmpty();
    assertThat(rules.muting(labels("alertname", "Other"), "promansible", now))
        .containsExactly("always");
  }

  @Test
  void what_matches_both_sides_of_an_inhibition_does_not_inhibit_its_like() {
    AlertmanagerRules rules =
        AlertmanagerRules.parse(
            """
            route: {receiver: x}
            inhibit_rules:
              - {source_matchers: ['severity="critical"'], target_matchers: ['severity=~"warning|critical"'], equal: [instance, missing]}
              - {source_match: {alertname: RackDown}, target_match_re: {alertname: 'Node.*'}}
            """);
    Labels critical = labels("severity", "critical", "instance", "a");
    Labels warning = labels("severity", "warning", "instance", "a");
    assertThat(rules.inhibitor(warning, List.of(critical))).contains(critical);
    assertThat(rules.inhibitor(critical, List.of(critical))).isEmpty();
    assertThat(rules.inhibitor(labels("severity", "warning", "instance", "b"), List.of(critical)))
        .isEmpty();
    assertThat(
            rules.inhibitor(
                labels("alertname", "NodeDown"), List.of(labels("alertname", "RackDown"))))
        .isPresent();
  }

  @Test
  void what_is_not_understood_is_said() {
    assertThatThrownBy(() -> muting("{times: [{start_time: 9, end_time: 17:00}]}"))
        .isInstanceOf(InputFault.class)
        .hasMessageContaining("is no time");
    assertThatThrownBy(() -> muting("{location: Nowhere/Land}")).hasMessageContaining("time zone");
  }

  @Test
  void newer_servers_say_themselves_what_is_muted() {
    JsonNode alert =
        Room.json(
            "{\"status\": {\"silencedBy\": [], \"inhibitedBy\": [], \"mutedBy\": [\"nights\"]}}");
    AlertmanagerState seen =
        new AlertmanagerState(
            Map.of(DISK, alert),
            Map.of(),
            Map.of(),
            AlertmanagerRules.NONE,
            Map.of(),
            Instant.EPOCH,
            true);
    assertThat(seen.held(DISK, "promansible", Instant.EPOCH))
        .contains(new Hold(Hold.Kind.MUTED, "nights"));
    AlertmanagerState groups =
        new AlertmanagerState(
            Map.of(DISK, Room.json("{}")),
            Map.of(),
            Map.of(),
            AlertmanagerRules.NONE,
            Map.of(DISK, Set.of("nights")),
            Instant.EPOCH,
            true);
    assertThat(groups.held(DISK, "promansible", Instant.EPOCH)).isPresent();
  }

  @Test
  void a_silence_of_a_user_called_promansible_counts_and_only_ours_does_not() {
    JsonNode alert = Room.json("{\"status\": {\"silencedBy\": [\"s1\"], \"inhibitedBy\": []}}");
    for (String author : List.of("promansible", "ann", AlertmanagerState.US)) {
      AlertmanagerState seen =
          new AlertmanagerState(
              Map.of(DISK, alert),
              Map.of("s1", author),
              Map.of(),
              AlertmanagerRules.NONE,
              Map.of(),
              Instant.EPOCH,
              true);
      assertThat(seen.held(DISK, "promansible", Instant.EPOCH).isPresent())
          .as(author)
          .isEqualTo(!author.equals(AlertmanagerState.US));
    }
  }
}
