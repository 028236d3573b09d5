package io.promansible.guard;

import static io.promansible.guard.Moments.NOW;
import static io.promansible.guard.Moments.WEB1;
import static io.promansible.guard.Moments.beyond;
import static io.promansible.guard.Moments.disruptive;
import static io.promansible.guard.Moments.fleet;
import static io.promansible.guard.Moments.past;
import static io.promansible.guard.Moments.reason;
import static io.promansible.guard.Moments.recent;
import static io.promansible.guard.Moments.with;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How much may be done at once and within an hour, on how many hosts, of how much of the fleet. */
class LimitGuardsTest {
  @ParameterizedTest
  @CsvSource({
    // 20 % of 20 hosts are 4; of 5 hosts it would be 1, but three always may.
    "20, 3, 3, START", "20, 4, 4, BLAST_RADIUS",
    "5, 2, 2, START", "5, 3, 3, BLAST_RADIUS",
    // In other groups they do not count for this one, but the limit of 10 is for all.
    "5, 0, 9, START", "5, 0, 10, BLAST_RADIUS",
    "200, 9, 9, START", "200, 10, 10, BLAST_RADIUS",
  })
  void too_many_hosts_at_once_are_held(int group, int ofGroup, int others, Reason reason) {
    RecentHistory recent =
        new RecentHistory(
            NOW,
            "me",
            true,
            NOW,
            0,
            1,
            Optional.empty(),
            Optional.empty(),
            List.of(),
            others,
            List.of(new RecentHistory.Group("web", group, ofGroup)),
            RecentHistory.DecisionContext.NOTHING);
    assertThat(reason(recent)).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource({"0, BLAST_RADIUS", "1, START"})
  void people_may_allow_more_hosts(int left, Reason reason) {
    RecentHistory.DecisionContext allowed =
        new RecentHistory.DecisionContext(
            0,
            Optional.empty(),
            Optional.empty(),
            0,
            Optional.of(new RecentHistory.Allowance("ann", left)),
            Optional.empty(),
            fleet(500, 20, Optional.empty()));
    assertThat(reason(disruptive(Duration.ZERO), WEB1, with(with(true, NOW, 0, 1, 50), allowed)))
        .isEqualTo(reason);
  }

  @Test
  void a_handler_starts_only_so_often_within_an_hour() {
    List<PastAction> busy = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      busy.add(past("a" + i, "db" + i, 10 * i, PastAction.Result.FIXED));
    }
    assertThat(reason(recent(busy))).isEqualTo(Reason.RATE);
    assertThat(reason(recent(busy.subList(1, 5)))).isEqualTo(Reason.START);
  }

  @ParameterizedTest
  @CsvSource({"199, START", "200, RATE"})
  void all_handlers_together_start_only_so_often(int starts, Reason reason) {
    assertThat(reason(with(beyond(0, fleet(starts, 0, Optional.empty()))))).isEqualTo(reason);
  }

  @ParameterizedTest
  // 30 % of 20 hosts are 6.
  @CsvSource({"6, START", "7, FLEET"})
  void when_much_of_the_fleet_alerts_only_safe_handlers_act(int alerting, Reason reason) {
    RecentHistory recent = with(beyond(0, fleet(0, alerting, Optional.empty())));
    assertThat(reason(disruptive(Duration.ZERO), WEB1, recent)).isEqualTo(reason);
    assertThat(reason(recent)).isEqualTo(Reason.START);
  }

  @ParameterizedTest
  @CsvSource({"14, START", "16, FLEET"})
  void when_the_watchdog_is_missing_only_safe_handlers_act(int minutes, Reason reason) {
    Instant heard = NOW.minus(Duration.ofMinutes(minutes));
    RecentHistory recent = with(beyond(0, fleet(0, 0, Optional.of(heard))));
    assertThat(reason(disruptive(Duration.ZERO), WEB1, recent)).isEqualTo(reason);
    assertThat(reason(recent)).isEqualTo(Reason.START);
  }
}
