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

import io.promansible.handler.Handler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What was done before, and how often, holds back with its numbers. */
class HistoryGuardsTest {
  @ParameterizedTest
  @CsvSource({
    "FIXED, 59, COOLDOWN", "FIXED, 61, START",
    "NOT_FIXED, 9, COOLDOWN", "NOT_FIXED, 11, START",
    "UNKNOWN, 9, COOLDOWN", "UNKNOWN, 11, START",
    "STOPPED, 1, START",
  })
  void the_same_alert_is_left_alone_for_a_while_success_and_failure_apart(
      PastAction.Result result, int minutes, Reason reason) {
    assertThat(reason(recent(List.of(past("me", "web1", minutes, result))))).isEqualTo(reason);
    assertThat(reason(recent(List.of(past("other", "web1", minutes, result)))))
        .as("another alert of the host has its own")
        .isEqualTo(Reason.START);
  }

  @Test
  void an_earlier_episode_that_is_not_over_is_waited_for() {
    PastAction open =
        new PastAction("me", "web1", NOW.minusSeconds(9), Optional.empty(), PastAction.Result.OPEN);
    assertThat(reason(recent(List.of(open)))).isEqualTo(Reason.COOLDOWN);
  }

  @ParameterizedTest
  @CsvSource({"1, HOST_COOLDOWN", "3, START"})
  void a_host_is_left_alone_after_whatever_run(int minutes, Reason reason) {
    RecentHistory recent =
        new RecentHistory(
            NOW,
            "me",
            true,
            NOW,
            0,
            1,
            Optional.empty(),
            Optional.of(NOW.minus(Duration.ofMinutes(minutes))),
            List.of(),
            0,
            List.of(new RecentHistory.Group("web", 20, 0)),
            RecentHistory.DecisionContext.NOTHING);
    assertThat(reason(recent)).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource({"3, START", "4, FLAPPING", "60, FLAPPING"})
  void an_alert_that_comes_and_goes_is_left_to_people(int episodes, Reason reason) {
    assertThat(reason(with(true, NOW, 0, episodes, 0))).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource({"2, START", "3, RECURRENCE"})
  void what_was_fixed_again_and_again_has_a_cause_that_remains(int times, Reason reason) {
    List<PastAction> past = new ArrayList<>();
    for (int i = 1; i <= times; i++) {
      past.add(past("me", "web1", 120 * i, PastAction.Result.FIXED));
    }
    assertThat(reason(recent(past))).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource({"0, START", "2, START", "3, LOOP"})
  void a_chain_of_runs_that_cause_alerts_ends(int depth, Reason reason) {
    assertThat(reason(with(beyond(depth, fleet(0, 0, Optional.empty()))))).isEqualTo(reason);
  }

  private static RecentHistory.DecisionContext climbing(Optional<String> approved) {
    return new RecentHistory.DecisionContext(
        1,
        approved,
        Optional.empty(),
        0,
        Optional.empty(),
        Optional.empty(),
        fleet(0, 0, Optional.empty()));
  }

  @Test
  void a_step_of_the_escalation_is_not_held_back_by_what_the_step_before_did() {
    PastAction mine =
        new PastAction(
            "me", "web1", NOW.minusSeconds(50), Optional.empty(), PastAction.Result.OPEN);
    RecentHistory acted = with(true, NOW.minusSeconds(60), 1, 50, 0);
    RecentHistory recent =
        with(
            new RecentHistory(
                NOW,
                "me",
                true,
                acted.startsAt(),
                1,
                50,
                Optional.empty(),
                Optional.of(NOW.minusSeconds(1)),
                List.of(mine),
                0,
                List.of(),
                acted.context()),
            climbing(Optional.empty()));
    Handler second = disruptive(Duration.ZERO).at(1);
    assertThat(second.roles()).containsExactly("reboot");
    assertThat(reason(second, WEB1, recent)).isEqualTo(Reason.APPROVE);
    assertThat(reason(second, WEB1, with(recent, climbing(Optional.of("ann")))))
        .isEqualTo(Reason.START);
  }
}
