package io.promansible.routine;

import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.routine.Routine.Busy;
import io.promansible.routine.Routine.Misfire;
import io.promansible.routine.Routine.Overlap;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DueTest {
  private static final Instant NOON = Instant.parse("2026-05-05T12:00:00Z");

  private static Routine routine(Misfire misfire, Duration late) {
    return new Routine(
        "r",
        Timetable.parse("*/10 * * * *", ZoneId.of("UTC")),
        "web",
        List.of("ping"),
        Map.of(),
        misfire,
        late,
        Overlap.SKIP,
        Duration.ZERO,
        Duration.ofMinutes(1),
        false,
        Busy.WAIT);
  }

  private static Due at(Instant now, Instant from, Misfire misfire, Duration late) {
    return Due.at(now, from, routine(misfire, late));
  }

  private static Instant noonAnd(int minutes) {
    return NOON.plus(Duration.ofMinutes(minutes));
  }

  @Test
  void on_time_it_fires_once_and_goes_on_to_the_next() {
    Due due = at(NOON.plusSeconds(2), NOON, Misfire.SKIP, Duration.ofHours(1));
    assertThat(due.times()).containsExactly(NOON);
    assertThat(due.missed()).isZero();
    assertThat(due.next()).hasValue(noonAnd(10));
  }

  @Test
  void missed_times_are_dropped_or_made_up_for_once_or_each() {
    Instant now = noonAnd(35);
    Due skip = at(now, NOON, Misfire.SKIP, Duration.ofHours(1));
    assertThat(skip.times()).isEmpty();
    assertThat(skip.missed()).isEqualTo(4);
    Due once = at(now, NOON, Misfire.ONCE, Duration.ofHours(1));
    assertThat(once.times()).containsExactly(noonAnd(30));
    assertThat(once.missed()).isEqualTo(3);
    Due all = at(now, NOON, Misfire.ALL, Duration.ofHours(1));
    assertThat(all.times()).containsExactly(NOON, noonAnd(10), noonAnd(20), noonAnd(30));
    assertThat(all.missed()).isZero();
    assertThat(List.of(skip, once, all))
        .allSatisfy(d -> assertThat(d.next()).hasValue(noonAnd(40)));
  }

  @Test
  void what_is_later_than_the_limit_is_not_made_up_for() {
    assertThat(at(noonAnd(35), NOON, Misfire.ALL, Duration.ofMinutes(20)).times())
        .containsExactly(noonAnd(20), noonAnd(30));
    assertThat(at(noonAnd(35), NOON, Misfire.ONCE, Duration.ofMinutes(3)).times()).isEmpty();
  }

  @Test
  void a_time_that_is_due_now_makes_up_for_those_before() {
    Due due = at(noonAnd(30).plusSeconds(5), NOON, Misfire.ONCE, Duration.ofHours(1));
    assertThat(due.times()).containsExactly(noonAnd(30));
    assertThat(due.missed()).isEqualTo(3);
  }

  @Test
  void before_its_time_nothing_is_due() {
    Due due = at(NOON.minusSeconds(1), NOON, Misfire.ALL, Duration.ofHours(1));
    assertThat(due.times()).isEmpty();
    assertThat(due.next()).hasValue(NOON);
  }

  @Test
  void a_clock_that_jumps_by_years_ends_in_one_run_at_most() {
    Due due = at(NOON.plus(Duration.ofDays(2000)), NOON, Misfire.ONCE, Duration.ofHours(1));
    assertThat(due.times()).containsExactly(NOON.plus(Duration.ofDays(2000)));
    assertThat(due.missed()).isGreaterThan(10_000);
    assertThat(due.next()).hasValue(NOON.plus(Duration.ofDays(2000)).plusSeconds(600));
    // Even where all of them might be made up for.
    Due patient =
        at(
            NOON.plus(Duration.ofDays(2000)).plusSeconds(120),
            NOON,
            Misfire.ONCE,
            Duration.ofDays(3000));
    assertThat(patient.times()).containsExactly(NOON.plus(Duration.ofDays(2000)));
    assertThat(patient.missed()).isGreaterThan(10_000);
  }
}
