package io.promansible.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "*/15 * * * *",
        "0 0 28 * *",
        "30 2 * jan-mar mon-fri",
        "@daily",
        "@hourly",
        "0 0 29 2 *"
      })
  void takes_five_fields_and_nicknames(String text) {
    assertThat(Crons.checked(text)).isEqualTo(text);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '¦',
      value = {
        // From Monday the 2nd of March 2026 on: on which days of two weeks it fires.
        "0 0 * * fri-sun ¦ 6 7 8 13 14 15",
        "0 0 * * 5-7 ¦ 6 7 8 13 14 15",
        "0 0 * * fri-0 ¦ 6 7 8 13 14 15",
        "0 0 * * mon-sun ¦ 2 3 4 5 6 7 8 9 10 11 12 13 14 15",
        "0 0 * * 7/1 ¦ 8 15",
        "0 0 * * 7/2 ¦ 8 15",
        "0 0 * * 5/1 ¦ 6 7 8 13 14 15",
        "0 0 * * 0/2 ¦ 3 5 7 8 10 12 14 15",
        "0 0 * * 1-5/2 ¦ 2 4 6 9 11 13",
        "0 0 * * 0 ¦ 8 15",
        "0 0 * * 7 ¦ 8 15",
        "0 0 * * SUN ¦ 8 15",
        "0 0 * * sat,sun,mon ¦ 2 7 8 9 14 15",
        "0 0 * * */2 ¦ 3 5 7 8 10 12 14 15",
        "0 0 * * 0-7 ¦ 2 3 4 5 6 7 8 9 10 11 12 13 14 15",
        "0 0 * * sun-tue ¦ 2 3 8 9 10 15"
      })
  void a_week_has_a_sunday_at_both_ends(String text, String days) {
    var times = Crons.times(Crons.checked(text));
    List<String> fired = new ArrayList<>();
    ZonedDateTime at = ZonedDateTime.parse("2026-03-01T23:59:00Z");
    ZonedDateTime end = ZonedDateTime.parse("2026-03-15T23:59:00Z");
    at = times.nextExecution(at).orElseThrow();
    while (at.isBefore(end)) {
      fired.add(Integer.toString(at.getDayOfMonth()));
      at = times.nextExecution(at).orElseThrow();
    }
    assertThat(String.join(" ", fired)).isEqualTo(days);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      value = {
        "*/15 * * * ¦ has 4 fields",
        "@fortnightly ¦ is not one of @hourly",
        "0 0 * * sat-mon ¦ runs backwards; write the days out",
        "0 0 * * 1/0 ¦ step of 0"
      })
  void a_fault_is_told_in_words_of_its_own(String text, String what) {
    assertThatThrownBy(() -> Crons.parse(text)).hasMessageContaining(what);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "* * * *", "* * * * * *", "61 * * * *", "0 0 31 2 *", "0 0 30 2 *", "@reboot"})
  void refuses_what_is_none_or_never_fires(String text) {
    assertThatThrownBy(() -> Crons.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
