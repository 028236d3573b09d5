package io.promansible.routine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Cron as Vixie's does it, where the clocks change too. */
class TimetableTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  private static List<String> next(String cron, String zone, String after, int count) {
    return Timetable.parse(cron, ZoneId.of(zone)).next(Instant.parse(after), count).stream()
        .map(time -> time.atZone(ZoneId.of(zone)).toOffsetDateTime().toString())
        .toList();
  }

  @Test
  void d23_a_time_that_the_spring_leaves_out_fires_once_just_after_the_gap() {
    assertThat(next("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", 3))
        .containsExactly(
            "2026-03-29T03:00+02:00", "2026-03-30T02:30+02:00", "2026-03-31T02:30+02:00");
    assertThat(next("0,15,30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", 2))
        .containsExactly("2026-03-29T03:00+02:00", "2026-03-30T02:00+02:00");
  }

  @Test
  void d23_a_time_that_the_autumn_repeats_fires_once() {
    assertThat(next("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z", 2))
        .containsExactly("2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00");
    assertThat(next("15,45 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z", 3))
        .containsExactly(
            "2026-10-25T02:15+02:00", "2026-10-25T02:45+02:00", "2026-10-26T02:15+01:00");
  }

  @Test
  void d23_what_goes_by_the_hour_has_23_and_25_of_them() {
    Timetable hourly = Timetable.parse("@hourly", BERLIN);
    assertThat(
            hourly.next(Instant.parse("2026-03-28T23:00:00Z").minusMillis(1), 100).stream()
                .filter(time -> time.isBefore(Instant.parse("2026-03-29T22:00:00Z"))))
        .hasSize(23);
    assertThat(
            Timetable.parse("0 * * * *", BERLIN)
                .next(Instant.parse("2026-10-24T22:00:00Z").minusMillis(1), 100)
                .stream()
                .filter(time -> time.isBefore(Instant.parse("2026-10-25T23:00:00Z"))))
        .hasSize(25);
  }

  @Test
  void a_gap_of_half_an_hour_is_one_too() {
    // Lord Howe Island: from 02:00 to 02:30 on 2026-10-04.
    assertThat(next("15 2 * * *", "Australia/Lord_Howe", "2026-10-03T00:00:00Z", 2))
        .containsExactly("2026-10-04T02:30+11:00", "2026-10-05T02:15+11:00");
    assertThat(next("45 2 * * *", "Australia/Lord_Howe", "2026-10-03T00:00:00Z", 2))
        .containsExactly("2026-10-04T02:45+11:00", "2026-10-05T02:45+11:00");
  }

  @Test
  void what_goes_by_elapsed_time_leaves_out_the_gap_and_nothing_else() {
    assertThat(next("*/15 * * * *", "Australia/Lord_Howe", "2026-10-03T15:20:00Z", 3))
        .containsExactly(
            "2026-10-04T02:30+11:00", "2026-10-04T02:45+11:00", "2026-10-04T03:00+11:00");
    assertThat(next("*/30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z", 4))
        .containsExactly(
            "2026-10-25T02:00+02:00",
            "2026-10-25T02:30+02:00",
            "2026-10-25T02:00+01:00",
            "2026-10-25T02:30+01:00");
  }

  @Test
  void a_midnight_that_is_left_out_is_made_up_for() {
    // Brazil used to begin its summer at midnight.
    assertThat(next("@daily", "America/Sao_Paulo", "2018-11-03T12:00:00Z", 2))
        .containsExactly("2018-11-04T01:00-02:00", "2018-11-05T00:00-02:00");
  }

  @Test
  void days_of_the_month_and_of_the_week_are_either() {
    // Friday the 13th of February 2026 is one of both.
    assertThat(next("0 0 13 * fri", "UTC", "2026-02-05T00:00:00Z", 4))
        .containsExactly(
            "2026-02-06T00:00Z", "2026-02-13T00:00Z", "2026-02-20T00:00Z", "2026-02-27T00:00Z");
    assertThat(next("0 0 13 * *", "UTC", "2026-02-05T00:00:00Z", 2))
        .containsExactly("2026-02-13T00:00Z", "2026-03-13T00:00Z");
  }

  @Test
  void names_steps_and_ranges_are_read() {
    assertThat(next("*/20 8-9 * jan,feb mon-fri", "UTC", "2026-01-02T08:50:00Z", 4))
        .containsExactly(
            "2026-01-02T09:00Z", "2026-01-02T09:20Z", "2026-01-02T09:40Z", "2026-01-05T08:00Z");
  }

  @Test
  void a_zone_may_stand_before_the_schedule() {
    Timetable read = Timetable.parse("CRON_TZ=Europe/Berlin 0 3 * * *", ZoneId.of("UTC"));
    assertThat(read.zone()).isEqualTo(BERLIN);
    assertThat(read.cron()).isEqualTo("0 3 * * *");
    assertThatThrownBy(() -> Timetable.parse("CRON_TZ=Nowhere/Never 0 3 * * *", BERLIN))
        .hasMessageContaining("is not a time zone");
    assertThatThrownBy(() -> Timetable.parse("CRON_TZ=Europe/Berlin", BERLIN))
        .hasMessageContaining("no schedule");
  }

  @Test
  void what_never_fires_or_is_no_cron_is_refused() {
    assertThatThrownBy(() -> Timetable.parse("0 0 31 2 *", BERLIN)).hasMessageContaining("never");
    for (String bad :
        List.of("0 0 */2 * 1", "* * * *", "0 0 * * * *", "61 * * * *", "@reboot", "often")) {
      assertThatThrownBy(() -> Timetable.parse(bad, BERLIN)).as(bad).isInstanceOf(Exception.class);
    }
  }
}
