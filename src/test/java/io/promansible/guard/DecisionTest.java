package io.promansible.guard;

import static io.promansible.guard.Moments.FIRST;
import static io.promansible.guard.Moments.NOW;
import static io.promansible.guard.Moments.WEB1;
import static io.promansible.guard.Moments.disruptive;
import static io.promansible.guard.Moments.fleet;
import static io.promansible.guard.Moments.handler;
import static io.promansible.guard.Moments.reason;
import static io.promansible.guard.Moments.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.alertmanager.Hold;
import io.promansible.handler.Mode;
import io.promansible.inventory.Resolution;
import io.promansible.label.Labels;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is decided of one alert, by what it says, what people said and what its handler may. */
class DecisionTest {
  private static final Resolution NOBODY = new Resolution.Unknown("no such host");

  @Test
  void starts_when_no_guard_holds_it_back() {
    assertThat(Decision.decide(handler(Mode.AUTO), Labels.NONE, WEB1, FIRST))
        .isInstanceOfSatisfying(
            Decision.Start.class, start -> assertThat(start.host().name()).isEqualTo("web1"));
  }

  @Test
  void what_waits_for_an_approval_or_was_refused_one_is_not_started_a_second_time() {
    RecentHistory takenUp =
        new RecentHistory(
            NOW,
            "me",
            "me",
            true,
            NOW.minusSeconds(60),
            Optional.empty(),
            true,
            0,
            1,
            Optional.empty(),
            Optional.empty(),
            List.of(),
            0,
            List.of(),
            RecentHistory.DecisionContext.NOTHING);
    assertThat(reason(takenUp)).isEqualTo(Reason.DUPLICATE);
  }

  @Test
  void the_simple_guards_hold_back_with_their_reason() {
    assertThat(reason(with(false, NOW, 0, 1, 0))).isEqualTo(Reason.RESOLVED);
    assertThat(reason(handler(Mode.AUTO), NOBODY, FIRST)).isEqualTo(Reason.UNKNOWN_HOST);
    assertThat(reason(handler(Mode.OBSERVE), WEB1, FIRST)).isEqualTo(Reason.OBSERVE);
    assertThat(reason(with(true, NOW, 1, 1, 0))).isEqualTo(Reason.DUPLICATE);
    assertThat(reason(handler(Mode.APPROVE), WEB1, FIRST)).isEqualTo(Reason.APPROVE);
    assertThat(reason(with(true, NOW.minus(Duration.ofHours(25)), 0, 1, 0)))
        .isEqualTo(Reason.STALE);
    assertThat(reason(with(true, NOW.minus(Duration.ofHours(23)), 0, 1, 0)))
        .isEqualTo(Reason.START);
  }

  @Test
  void every_guard_is_asked_in_order_and_tells_its_numbers() {
    Decision decision =
        Decision.decide(handler(Mode.OBSERVE), Labels.NONE, NOBODY, with(false, NOW, 2, 1, 0));
    assertThat(decision.verdicts())
        .extracting(Verdict::guard)
        .containsExactly(
            Reason.RESOLVED,
            Reason.OWN,
            Reason.FROZEN,
            Reason.SILENCED,
            Reason.INHIBITED,
            Reason.MUTED,
            Reason.UNKNOWN_HOST,
            Reason.PARAMETERS,
            Reason.OBSERVE,
            Reason.STALE,
            Reason.MIN_AGE,
            Reason.DUPLICATE,
            Reason.COOLDOWN,
            Reason.HOST_COOLDOWN,
            Reason.FLAPPING,
            Reason.RECURRENCE,
            Reason.LOOP,
            Reason.BLAST_RADIUS,
            Reason.FLEET,
            Reason.BREAKER,
            Reason.RATE,
            Reason.APPROVE);
    assertThat(decision.verdicts()).extracting(Verdict::detail).doesNotContain("");
    assertThat(((Decision.Skip) decision).reason()).isEqualTo(Reason.RESOLVED);
  }

  @ParameterizedTest
  @CsvSource({
    "PromansibleDown, '', OWN",
    "RemediationFailed, '', OWN",
    "RemediationInProgress, '', OWN",
    "InstanceDown, promansible, OWN",
    "RemediationServiceDown, web, START",
  })
  void promansible_does_not_remediate_itself(String alertname, String job, Reason reason) {
    Labels labels = Labels.of(Map.of("alertname", alertname, "job", job));
    Decision decision = Decision.decide(handler(Mode.AUTO), labels, WEB1, FIRST);
    assertThat(decision instanceof Decision.Skip skip ? skip.reason() : Reason.START)
        .isEqualTo(reason);
  }

  @Test
  void what_is_frozen_does_not_start() {
    RecentHistory recent =
        new RecentHistory(
            NOW,
            "me",
            true,
            NOW,
            0,
            1,
            Optional.of("ann froze all: a move"),
            Optional.empty(),
            List.of(),
            0,
            List.of(new RecentHistory.Group("web", 20, 0)),
            RecentHistory.DecisionContext.NOTHING);
    assertThat(reason(recent)).isEqualTo(Reason.FROZEN);
  }

  @Test
  void what_a_person_silenced_is_left_alone() {
    RecentHistory.DecisionContext silenced =
        new RecentHistory.DecisionContext(
            0,
            Optional.empty(),
            Optional.of(new Hold(Hold.Kind.SILENCED, "ann")),
            0,
            Optional.empty(),
            Optional.empty(),
            fleet(0, 0, Optional.empty()));
    assertThat(reason(with(silenced))).isEqualTo(Reason.SILENCED);
  }

  @ParameterizedTest
  @CsvSource({"59, START", "61, MIN_AGE"})
  void what_is_disruptive_waits_whether_the_fault_passes(int minAge, Reason reason) {
    // FIRST began a minute ago.
    assertThat(reason(disruptive(Duration.ofSeconds(minAge)), WEB1, FIRST)).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "AUTO, observe, OBSERVE", "AUTO, approve, APPROVE", "AUTO, auto, START",
    "OBSERVE, auto, OBSERVE", "APPROVE, auto, APPROVE", "AUTO, anything, START",
  })
  void a_label_makes_the_mode_stricter_never_looser(Mode mode, String label, Reason reason) {
    Labels labels = Labels.of(Map.of("promansible_mode", label));
    Decision decision = Decision.decide(handler(mode), labels, WEB1, FIRST);
    assertThat(decision instanceof Decision.Skip skip ? skip.reason() : Reason.START)
        .isEqualTo(reason);
  }

  @Test
  void what_nobody_confirms_disrupts_nothing_without_a_person() {
    RecentHistory.Fleet calm = fleet(0, 0, Optional.empty());
    for (boolean may : List.of(true, false)) {
      RecentHistory.DecisionContext beyond =
          new RecentHistory.DecisionContext(
              0,
              Optional.empty(),
              Optional.empty(),
              0,
              Optional.empty(),
              Optional.empty(),
              calm,
              may);
      assertThat(reason(disruptive(Duration.ZERO), WEB1, with(beyond)))
          .isEqualTo(may ? Reason.START : Reason.APPROVE);
      assertThat(reason(handler(Mode.AUTO), WEB1, with(beyond))).isEqualTo(Reason.START);
    }
  }
}
