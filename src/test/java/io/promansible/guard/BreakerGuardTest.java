package io.promansible.guard;

import static io.promansible.guard.Moments.NOW;
import static io.promansible.guard.Moments.fleet;
import static io.promansible.guard.Moments.past;
import static io.promansible.guard.Moments.reason;
import static io.promansible.guard.Moments.recent;
import static io.promansible.guard.Moments.with;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Failures in a row hold a handler back, on one host or on all. */
class BreakerGuardTest {
  @Test
  void three_failures_in_a_row_open_the_breaker_for_half_an_hour() {
    List<PastAction> failed = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      failed.add(past("a" + i, "db" + i, 10 + i, PastAction.Result.NOT_FIXED));
    }
    assertThat(reason(recent(failed))).isEqualTo(Reason.BREAKER);
    assertThat(reason(recent(failed.subList(0, 2)))).isEqualTo(Reason.START);
    List<PastAction> fixedSince = new ArrayList<>(failed);
    fixedSince.addFirst(past("b", "db9", 5, PastAction.Result.FIXED));
    assertThat(reason(recent(fixedSince))).isEqualTo(Reason.START);
  }

  @Test
  void what_was_stopped_on_its_way_opens_no_breaker() {
    List<PastAction> stopped = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      stopped.add(past("a" + i, "web1", i, PastAction.Result.STOPPED));
    }
    assertThat(reason(recent(stopped))).isEqualTo(Reason.START);
  }

  @Test
  void after_that_one_attempt_decides() {
    List<PastAction> failed = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      failed.add(past("a" + i, "db" + i, 40 + i, PastAction.Result.NOT_FIXED));
    }
    assertThat(reason(recent(failed))).as("half open").isEqualTo(Reason.START);
    List<PastAction> onItsWay = new ArrayList<>(failed);
    onItsWay.addFirst(
        new PastAction("b", "db9", NOW.minusSeconds(60), Optional.empty(), PastAction.Result.OPEN));
    assertThat(reason(recent(onItsWay))).isEqualTo(Reason.BREAKER);
    List<PastAction> failedAgain = new ArrayList<>(failed);
    failedAgain.addFirst(past("b", "db9", 1, PastAction.Result.NOT_FIXED));
    assertThat(reason(recent(failedAgain))).isEqualTo(Reason.BREAKER);
  }

  @Test
  void two_failures_on_one_host_suspend_that_host_for_six_hours() {
    List<PastAction> here =
        List.of(
            past("a", "web1", 200, PastAction.Result.NOT_FIXED),
            past("b", "web1", 300, PastAction.Result.UNKNOWN));
    assertThat(reason(recent(here))).isEqualTo(Reason.BREAKER);
    assertThat(
            reason(
                recent(
                    List.of(
                        past("a", "web1", 361, PastAction.Result.NOT_FIXED),
                        past("b", "web1", 400, PastAction.Result.NOT_FIXED)))))
        .isEqualTo(Reason.START);
  }

  @Test
  void people_may_close_the_breaker() {
    List<PastAction> failed = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      failed.add(past("a" + i, "web1", 10 + i, PastAction.Result.NOT_FIXED));
    }
    for (int minutes : List.of(5, 20)) {
      RecentHistory.DecisionContext closed =
          new RecentHistory.DecisionContext(
              0,
              Optional.empty(),
              Optional.empty(),
              0,
              Optional.empty(),
              Optional.of(NOW.minus(Duration.ofMinutes(minutes))),
              fleet(0, 0, Optional.empty()));
      assertThat(reason(with(recent(failed), closed)))
          .as("closed %d minutes ago", minutes)
          .isEqualTo(minutes == 5 ? Reason.START : Reason.BREAKER);
    }
  }
}
