package io.promansible.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MatcherTest {
  private static final Labels DISK =
      Labels.of(
          Map.of(
              "alertname",
              "DiskFull",
              "severity",
              "critical",
              "path",
              "/a\"b\\c",
              "lines",
              "a\nb"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '`',
      value = {
        "alertname=DiskFull ¦ true",
        "alertname=\"DiskFull\" ¦ true",
        " alertname = \"DiskFull\"  ¦ true",
        "alertname!=\"DiskFull\" ¦ false",
        "severity=~\"warning|critical\" ¦ true",
        "severity=~crit ¦ false",
        "severity=~\"crit.*\" ¦ true",
        "severity!~\"warn.*\" ¦ true",
        "severity!~\"crit.*\" ¦ false",
        "missing=\"\" ¦ true",
        "missing!=\"x\" ¦ true",
        "missing=~\".*\" ¦ true",
        "missing=~\".+\" ¦ false",
        "path=\"/a\\\"b\\\\c\" ¦ true",
        "lines=\"a\\nb\" ¦ true",
        "lines=~\"a.b\" ¦ false",
        "lines=~\"(?s)a.b\" ¦ true",
        "alertname=~\"D\\w+\" ¦ true",
        "\"alertname\"=\"DiskFull\" ¦ true",
        "{alertname=DiskFull} ¦ true",
        "1a=b ¦ false",
      })
  void matches_as_alertmanager_does(String matcher, boolean matches) {
    assertThat(Matcher.parse(matcher).matches(DISK)).isEqualTo(matches);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "alertname",
        "=x",
        "a b=c",
        "a=\"open",
        "a=close\"",
        "a=\"in\"side\"",
        "a=~\"(\"",
        "alertname==\"DiskFull\"",
        "a=b,c=d"
      })
  void refuses_what_is_no_matcher_and_names_it(String text) {
    assertThatThrownBy(() -> Matcher.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'");
  }

  @Test
  void a_quoted_value_may_end_in_an_escaped_backslash() {
    assertThat(Matcher.parse("p=\"a\\\\\"").matches(Labels.of(Map.of("p", "a\\")))).isTrue();
  }

  @Test
  void prints_what_it_reads() {
    Matcher matcher = Matcher.parse("path=~\"/a\\\"b\"");
    assertThat(Matcher.parse(matcher.toString())).isEqualTo(matcher);
  }

  @Test
  void several_must_all_hold_and_the_first_that_does_not_is_told() {
    Matchers matchers =
        new Matchers(
            List.of(Matcher.parse("alertname=DiskFull"), Matcher.parse("severity=warning")));
    assertThat(matchers.match(DISK)).isFalse();
    assertThat(matchers.firstMiss(DISK)).map(Matcher::name).contains("severity");
  }

  @Test
  void an_evil_pattern_takes_linear_time() {
    Matcher evil = Matcher.parse("alertname=~\"(a+)+b\"");
    assertThat(evil.matches(Labels.of(Map.of("alertname", "a".repeat(50_000))))).isFalse();
  }
}
