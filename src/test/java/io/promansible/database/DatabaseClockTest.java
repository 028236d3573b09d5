package io.promansible.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.kit.MovableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DatabaseClockTest {
  private final MovableClock machine = new MovableClock();
  private final MovableClock database = new MovableClock();
  private final DatabaseClock clock = new DatabaseClock(machine);

  private static Duration apart(Instant one, Instant other) {
    return Duration.between(one, other).abs();
  }

  @Test
  void a_machine_whose_clock_is_wrong_goes_by_the_databases_and_says_so() {
    for (Duration wrong : new Duration[] {Duration.ofMinutes(7), Duration.ofMinutes(-20)}) {
      machine.move(wrong);
      clock.follow(database::instant);
      assertThat(apart(clock.instant(), database.instant())).isLessThan(Duration.ofSeconds(1));
      assertThat(clock.trouble()).isPresent();
    }
    assertThat(clock.trouble().orElseThrow()).contains("780.0 s behind");
    machine.move(Duration.ofMinutes(13));
    clock.follow(database::instant);
    assertThat(clock.trouble()).isEmpty();
  }

  @Test
  void what_may_be_the_way_to_the_database_does_not_move_it() {
    clock.follow(() -> database.instant().plusMillis(50));
    assertThat(clock.ahead()).isZero();
    // An answer that took long says little about the time.
    clock.follow(() -> {
      machine.move(Duration.ofSeconds(8));
      return database.instant();
    });
    assertThat(clock.ahead()).isZero();
  }
}
