package io.promansible.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.label.Labels;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EpisodeStepTest {
  private static final Instant START = Instant.parse("2026-11-21T03:00:00.5Z");
  private static final Duration LATE = Duration.ofSeconds(30);
  private static final Instant NOW = Instant.parse("2026-11-21T03:01:00Z");
  private static final Episode OPEN =
      Episode.opened(UUID.randomUUID(), "s", alert(AlertStatus.FIRING, START), NOW);

  private static Alert alert(AlertStatus status, Instant startsAt) {
    Labels labels = Labels.of(Map.of("alertname", "A"));
    return new Alert(status, labels, Labels.NONE, startsAt, Optional.empty(), "", "");
  }

  private static EpisodeStep step(@Nullable Episode latest, AlertStatus status, Instant startsAt) {
    return EpisodeStep.of(
        Optional.ofNullable(latest),
        OptionalLong.empty(),
        UUID.randomUUID(),
        "s",
        alert(status, startsAt),
        LATE,
        NOW.plusSeconds(9));
  }

  @Test
  void the_first_firing_opens_an_episode() {
    assertThat(step(null, AlertStatus.FIRING, START)).isInstanceOf(EpisodeStep.Opened.class);
  }

  @Test
  void the_same_start_is_the_same_episode() {
    assertThat(step(OPEN, AlertStatus.FIRING, START)).isInstanceOf(EpisodeStep.Continued.class);
  }

  @Test
  void an_earlier_start_is_the_same_episode_and_is_kept() {
    EpisodeStep step = step(OPEN, AlertStatus.FIRING, START.minusSeconds(7));
    assertThat(step).isInstanceOf(EpisodeStep.Continued.class);
    assertThat(step.episode().startsAt()).isEqualTo(START.minusSeconds(7));
  }

  @Test
  void what_differs_by_less_than_a_millisecond_is_the_same_as_the_api_tells_no_more() {
    Instant told = START.truncatedTo(java.time.temporal.ChronoUnit.MILLIS);
    EpisodeStep polled = step(OPEN, AlertStatus.FIRING, told);
    assertThat(polled).isInstanceOf(EpisodeStep.Continued.class);
    assertThat(step(polled.episode(), AlertStatus.FIRING, START))
        .isInstanceOf(EpisodeStep.Continued.class);
  }

  @Test
  void a_later_start_opens_a_new_episode_and_supersedes_the_old_one() {
    EpisodeStep step = step(OPEN, AlertStatus.FIRING, START.plusMillis(1));
    assertThat(step).isInstanceOf(EpisodeStep.Opened.class);
    assertThat(((EpisodeStep.Opened) step).before())
        .map(Episode::state)
        .contains(EpisodeState.SUPERSEDED);
  }

  @Test
  void resolved_ends_it() {
    EpisodeStep step = step(OPEN, AlertStatus.RESOLVED, START);
    assertThat(step).isInstanceOf(EpisodeStep.Ended.class);
    assertThat(step.episode().resolvedAt()).isEqualTo(NOW.plusSeconds(9));
  }

  @Test
  void a_resolved_of_an_earlier_episode_leaves_this_one_alone() {
    assertThat(step(OPEN, AlertStatus.RESOLVED, START.minusSeconds(60)))
        .isInstanceOf(EpisodeStep.Late.class);
  }

  @Test
  void a_resolved_whose_start_moved_earlier_ends_this_one_when_it_ended_later() {
    Labels labels = Labels.of(Map.of("alertname", "A"));
    Alert merged =
        new Alert(
            AlertStatus.RESOLVED,
            labels,
            Labels.NONE,
            START.minusSeconds(2),
            Optional.of(START.plusSeconds(60)),
            "",
            "");
    EpisodeStep step =
        EpisodeStep.of(
            Optional.of(OPEN), OptionalLong.empty(), UUID.randomUUID(), "s", merged, LATE, NOW);
    assertThat(step).isInstanceOf(EpisodeStep.Ended.class);
  }

  @Test
  void a_firing_that_reaches_back_to_the_episode_before_is_late() {
    Alert old = alert(AlertStatus.FIRING, START.minusSeconds(300));
    OptionalLong before = OptionalLong.of(Nanos.of(START.minusSeconds(300)));
    EpisodeStep step =
        EpisodeStep.of(Optional.of(OPEN), before, UUID.randomUUID(), "s", old, LATE, NOW);
    assertThat(step).isInstanceOf(EpisodeStep.Late.class);
  }

  @Test
  void a_firing_with_the_old_start_long_after_the_end_opens_an_episode_that_begins_now() {
    Episode over = OPEN.resolved(NOW);
    Instant later = NOW.plus(LATE);
    EpisodeStep step =
        EpisodeStep.of(
            Optional.of(over),
            OptionalLong.empty(),
            UUID.randomUUID(),
            "s",
            alert(AlertStatus.FIRING, START),
            LATE,
            later);
    assertThat(step).isInstanceOf(EpisodeStep.Opened.class);
    assertThat(step.episode().startsAt()).isEqualTo(later);
    assertThat(step.episode().firing()).isTrue();
  }

  @Test
  void a_start_in_the_future_ends_with_the_episode() {
    Instant future = NOW.plusSeconds(1_000_000);
    EpisodeStep first = step(null, AlertStatus.RESOLVED, future);
    assertThat(first.episode().startsAt()).isBefore(NOW.plusSeconds(10));
    Episode fired = step(null, AlertStatus.FIRING, future).episode();
    Episode over = fired.resolved(NOW.plusSeconds(20));
    Alert real = alert(AlertStatus.FIRING, NOW.plusSeconds(60));
    assertThat(
            EpisodeStep.of(
                Optional.of(over),
                OptionalLong.empty(),
                UUID.randomUUID(),
                "s",
                real,
                LATE,
                NOW.plusSeconds(61)))
        .isInstanceOf(EpisodeStep.Opened.class);
  }

  @Test
  void a_firing_that_comes_after_its_resolved_opens_nothing() {
    Episode over = OPEN.resolved(NOW);
    assertThat(step(over, AlertStatus.FIRING, START)).isInstanceOf(EpisodeStep.Late.class);
    EpisodeStep resolvedFirst = step(null, AlertStatus.RESOLVED, START);
    assertThat(resolvedFirst).isInstanceOf(EpisodeStep.Late.class);
    assertThat(step(resolvedFirst.episode(), AlertStatus.FIRING, START))
        .isInstanceOf(EpisodeStep.Late.class);
  }

  @Test
  void it_may_fire_anew_after_it_was_resolved() {
    EpisodeStep step = step(OPEN.resolved(NOW), AlertStatus.FIRING, START.plusSeconds(300));
    assertThat(step).isInstanceOf(EpisodeStep.Opened.class);
    assertThat(((EpisodeStep.Opened) step).before()).isEmpty();
  }
}
