package io.promansible.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.promansible.alertmanager.Hold;
import io.promansible.handler.Before;
import io.promansible.handler.Breaker;
import io.promansible.handler.Cooldown;
import io.promansible.handler.Handler;
import io.promansible.handler.Limits;
import io.promansible.handler.Mode;
import io.promansible.handler.Overall;
import io.promansible.handler.Rung;
import io.promansible.handler.Verify;
import io.promansible.inventory.Host;
import io.promansible.inventory.HostFrom;
import io.promansible.inventory.Resolution;
import io.promansible.label.Labels;
import io.promansible.label.Matcher;
import io.promansible.label.Matchers;
import io.promansible.playbook.Risk;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each guard with its numbers. */
class DecisionTest {
  static final Instant NOW = Instant.parse("2026-11-21T03:00:00Z");
  static final Resolution WEB1 =
      new Resolution.Found(new Host("web1", JsonNodeFactory.instance.objectNode(), List.of("web")));
  private static final Resolution NOBODY = new Resolution.Unknown("no such host");
  private static final Recent FIRST = recent(List.of());

  static Handler handler(Mode mode) {
    return new Handler(
        "h",
        new Matchers(List.of(Matcher.parse("alertname=A"))),
        HostFrom.DEFAULTS,
        List.of(),
        List.of("note"),
        Map.of(),
        List.of(),
        mode,
        Risk.SAFE,
        false,
        Duration.ofMinutes(1),
        Duration.ZERO,
        new Before(Before.Unanswered.START, Optional.empty()),
        Verify.DEFAULTS,
        new Cooldown(Duration.ofHours(1), Duration.ofMinutes(10)),
        Duration.ofMinutes(2),
        new Limits(10, 0.2, 5, 4, 3, Duration.ofDays(1)),
        Breaker.DEFAULTS,
        false,
        false,
        List.of());
  }

  /** A moment of a firing alert that nothing holds back, but for the past. */
  static Recent recent(List<Past> past) {
    return new Recent(
        NOW,
        "me",
        true,
        NOW.minusSeconds(60),
        0,
        1,
        Optional.empty(),
        Optional.empty(),
        past,
        0,
        List.of(new Recent.Group("web", 20, 0)),
        Recent.Beyond.NOTHING);
  }

  /** Something that ended so many minutes ago. */
  static Past past(String alert, String host, int minutes, Past.Result result) {
    Instant end = NOW.minus(Duration.ofMinutes(minutes));
    return new Past(alert, host, end.minusSeconds(30), Optional.of(end), result);
  }

  static Reason reason(Handler handler, Resolution target, Recent recent) {
    return switch (Decision.decide(handler, Labels.NONE, target, recent)) {
      case Decision.Start start -> Reason.START;
      case Decision.Skip skip -> skip.reason();
    };
  }

  private static Reason reason(Recent recent) {
    return reason(handler(Mode.AUTO), WEB1, recent);
  }

  private static Recent with(
      boolean firing, Instant startsAt, int attempts, int episodes, int affected) {
    return new Recent(
        NOW,
        "me",
        firing,
        startsAt,
        attempts,
        episodes,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        affected,
        List.of(new Recent.Group("web", 20, 0)),
        Recent.Beyond.NOTHING);
  }

  @Test
  void starts_when_no_guard_holds_it_back() {
    assertThat(Decision.decide(handler(Mode.AUTO), Labels.NONE, WEB1, FIRST))
        .isInstanceOfSatisfying(
            Decision.Start.class, start -> assertThat(start.host().name()).isEqualTo("web1"));
  }

  @Test
  void what_waits_for_an_approval_or_was_refused_one_is_not_started_a_second_time() {
    Recent takenUp =
        new Recent(
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
            Recent.Beyond.NOTHING);
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

  @ParameterizedTest
  @CsvSource({
    "FIXED, 59, COOLDOWN", "FIXED, 61, START",
    "NOT_FIXED, 9, COOLDOWN", "NOT_FIXED, 11, START",
    "UNKNOWN, 9, COOLDOWN", "UNKNOWN, 11, START",
  })
  void the_same_alert_is_left_alone_for_a_while_success_and_failure_apart(
      Past.Result result, int minutes, Reason reason) {
    assertThat(reason(recent(List.of(past("me", "web1", minutes, result))))).isEqualTo(reason);
    assertThat(reason(recent(List.of(past("other", "web1", minutes, result)))))
        .as("another alert of the host has its own")
        .isEqualTo(Reason.START);
  }

  @Test
  void an_earlier_episode_that_is_not_over_is_waited_for() {
    Past open = new Past("me", "web1", NOW.minusSeconds(9), Optional.empty(), Past.Result.OPEN);
    assertThat(reason(recent(List.of(open)))).isEqualTo(Reason.COOLDOWN);
  }

  @ParameterizedTest
  @CsvSource({"1, HOST_COOLDOWN", "3, START"})
  void a_host_is_left_alone_after_whatever_run(int minutes, Reason reason) {
    Recent recent =
        new Recent(
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
            List.of(new Recent.Group("web", 20, 0)),
            Recent.Beyond.NOTHING);
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
    List<Past> past = new ArrayList<>();
    for (int i = 1; i <= times; i++) {
      past.add(past("me", "web1", 120 * i, Past.Result.FIXED));
    }
    assertThat(reason(recent(past))).isEqualTo(reason);
  }

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
    Recent recent =
        new Recent(
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
            List.of(new Recent.Group("web", group, ofGroup)),
            Recent.Beyond.NOTHING);
    assertThat(reason(recent)).isEqualTo(reason);
  }

  @Test
  void three_failures_in_a_row_open_the_breaker_for_half_an_hour() {
    List<Past> failed = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      failed.add(past("a" + i, "db" + i, 10 + i, Past.Result.NOT_FIXED));
    }
    assertThat(reason(recent(failed))).isEqualTo(Reason.BREAKER);
    assertThat(reason(recent(failed.subList(0, 2)))).isEqualTo(Reason.START);
    List<Past> fixedSince = new ArrayList<>(failed);
    fixedSince.addFirst(past("b", "db9", 5, Past.Result.FIXED));
    assertThat(reason(recent(fixedSince))).isEqualTo(Reason.START);
  }

  @Test
  void after_that_one_attempt_decides() {
    List<Past> failed = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      failed.add(past("a" + i, "db" + i, 40 + i, Past.Result.NOT_FIXED));
    }
    assertThat(reason(recent(failed))).as("half open").isEqualTo(Reason.START);
    List<Past> onItsWay = new ArrayList<>(failed);
    onItsWay.addFirst(
        new Past("b", "db9", NOW.minusSeconds(60), Optional.empty(), Past.Result.OPEN));
    assertThat(reason(recent(onItsWay))).isEqualTo(Reason.BREAKER);
    List<Past> failedAgain = new ArrayList<>(failed);
    failedAgain.addFirst(past("b", "db9", 1, Past.Result.NOT_FIXED));
    assertThat(reason(recent(failedAgain))).isEqualTo(Reason.BREAKER);
  }

  @Test
  void two_failures_on_one_host_suspend_that_host_for_six_hours() {
    List<Past> here =
        List.of(
            past("a", "web1", 200, Past.Result.NOT_FIXED),
            past("b", "web1", 300, Past.Result.UNKNOWN));
    assertThat(reason(recent(here))).isEqualTo(Reason.BREAKER);
    assertThat(
            reason(
                recent(
                    List.of(
                        past("a", "web1", 361, Past.Result.NOT_FIXED),
                        past("b", "web1", 400, Past.Result.NOT_FIXED)))))
        .isEqualTo(Reason.START);
  }

  @Test
  void a_handler_starts_only_so_often_within_an_hour() {
    List<Past> busy = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      busy.add(past("a" + i, "db" + i, 10 * i, Past.Result.FIXED));
    }
    assertThat(reason(recent(busy))).isEqualTo(Reason.RATE);
    assertThat(reason(recent(busy.subList(1, 5)))).isEqualTo(Reason.START);
  }

  @Test
  void what_is_frozen_does_not_start() {
    Recent recent =
        new Recent(
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
            List.of(new Recent.Group("web", 20, 0)),
            Recent.Beyond.NOTHING);
    assertThat(reason(recent)).isEqualTo(Reason.FROZEN);
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

  private static Recent.Beyond beyond(int depth, Recent.Fleet fleet) {
    return new Recent.Beyond(
        0, Optional.empty(), Optional.empty(), depth, Optional.empty(), Optional.empty(), fleet);
  }

  private static Recent.Fleet fleet(int starts, int alerting, Optional<Instant> watchdog) {
    return new Recent.Fleet(starts, alerting, 20, watchdog, Overall.DEFAULTS);
  }

  private static Recent with(Recent.Beyond beyond) {
    return with(FIRST, beyond);
  }

  private static Recent with(Recent recent, Recent.Beyond beyond) {
    return new Recent(
        NOW,
        "me",
        true,
        recent.startsAt(),
        recent.attempts(),
        recent.episodes(),
        recent.frozen(),
        recent.hostActed(),
        recent.past(),
        recent.affected(),
        recent.groups(),
        beyond);
  }

  private static Handler disruptive(Duration minAge) {
    Handler h = handler(Mode.AUTO);
    return new Handler(
        h.name(),
        h.matchers(),
        h.hostFrom(),
        h.same(),
        h.roles(),
        h.vars(),
        h.parameters(),
        h.mode(),
        Risk.DISRUPTIVE,
        h.check(),
        h.timeout(),
        minAge,
        h.before(),
        h.verify(),
        h.cooldown(),
        h.hostCooldown(),
        h.limits(),
        h.breaker(),
        h.silence(),
        h.stopOnResolve(),
        List.of(
            new Rung(
                List.of("reboot"),
                List.of(),
                Mode.APPROVE,
                Risk.DISRUPTIVE,
                Duration.ofMinutes(5),
                Verify.DEFAULTS)));
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
  void what_a_person_silenced_is_left_alone() {
    Recent.Beyond silenced =
        new Recent.Beyond(
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
  @CsvSource({"0, START", "2, START", "3, LOOP"})
  void a_chain_of_runs_that_cause_alerts_ends(int depth, Reason reason) {
    assertThat(reason(with(beyond(depth, fleet(0, 0, Optional.empty()))))).isEqualTo(reason);
  }

  @ParameterizedTest
  // 30 % of 20 hosts are 6.
  @CsvSource({"6, START", "7, FLEET"})
  void when_much_of_the_fleet_alerts_only_safe_handlers_act(int alerting, Reason reason) {
    Recent recent = with(beyond(0, fleet(0, alerting, Optional.empty())));
    assertThat(reason(disruptive(Duration.ZERO), WEB1, recent)).isEqualTo(reason);
    assertThat(reason(recent)).isEqualTo(Reason.START);
  }

  @ParameterizedTest
  @CsvSource({"14, START", "16, FLEET"})
  void when_the_watchdog_is_missing_only_safe_handlers_act(int minutes, Reason reason) {
    Instant heard = NOW.minus(Duration.ofMinutes(minutes));
    Recent recent = with(beyond(0, fleet(0, 0, Optional.of(heard))));
    assertThat(reason(disruptive(Duration.ZERO), WEB1, recent)).isEqualTo(reason);
    assertThat(reason(recent)).isEqualTo(Reason.START);
  }

  @ParameterizedTest
  @CsvSource({"199, START", "200, RATE"})
  void all_handlers_together_start_only_so_often(int starts, Reason reason) {
    assertThat(reason(with(beyond(0, fleet(starts, 0, Optional.empty()))))).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource({"0, BLAST_RADIUS", "1, START"})
  void people_may_allow_more_hosts(int left, Reason reason) {
    Recent.Beyond allowed =
        new Recent.Beyond(
            0,
            Optional.empty(),
            Optional.empty(),
            0,
            Optional.of(new Recent.Allowance("ann", left)),
            Optional.empty(),
            fleet(500, 20, Optional.empty()));
    assertThat(reason(disruptive(Duration.ZERO), WEB1, with(with(true, NOW, 0, 1, 50), allowed)))
        .isEqualTo(reason);
  }

  @Test
  void people_may_close_the_breaker() {
    List<Past> failed = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      failed.add(past("a" + i, "web1", 10 + i, Past.Result.NOT_FIXED));
    }
    for (int minutes : List.of(5, 20)) {
      Recent.Beyond closed =
          new Recent.Beyond(
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

  private static Recent.Beyond climbing(Optional<String> approved) {
    return new Recent.Beyond(
        1,
        approved,
        Optional.empty(),
        0,
        Optional.empty(),
        Optional.empty(),
        fleet(0, 0, Optional.empty()));
  }

  @Test
  void a_step_of_the_ladder_is_not_held_back_by_what_the_step_before_did() {
    Past mine = new Past("me", "web1", NOW.minusSeconds(50), Optional.empty(), Past.Result.OPEN);
    Recent acted = with(true, NOW.minusSeconds(60), 1, 50, 0);
    Recent recent =
        with(
            new Recent(
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
                acted.beyond()),
            climbing(Optional.empty()));
    Handler second = disruptive(Duration.ZERO).at(1);
    assertThat(second.roles()).containsExactly("reboot");
    assertThat(reason(second, WEB1, recent)).isEqualTo(Reason.APPROVE);
    assertThat(reason(second, WEB1, with(recent, climbing(Optional.of("ann")))))
        .isEqualTo(Reason.START);
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
    Recent.Fleet calm = fleet(0, 0, Optional.empty());
    for (boolean may : List.of(true, false)) {
      Recent.Beyond beyond =
          new Recent.Beyond(
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
