package io.promansible.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.handler.Handler;
import io.promansible.handler.Mode;
import io.promansible.label.Labels;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for every history: random alerts, in random order, over random times. */
class GuardPropertiesTest {
  private static final Instant BEGIN = Moments.NOW;
  private static final int ALERTS = 6;

  /**
   * One thing that happens.
   *
   * @param seconds since the one before
   * @param alert which alert fires
   * @param again whether a new episode of it begins
   * @param result how what goes on for that alert ends
   */
  record Event(int seconds, int alert, boolean again, PastAction.Result result) {}

  @Provide
  Arbitrary<List<Event>> events() {
    Arbitrary<Event> event =
        Combinators.combine(
                Arbitraries.integers().between(0, 1800),
                Arbitraries.integers().between(0, ALERTS - 1),
                Arbitraries.of(true, false),
                Arbitraries.of(PastAction.Result.class))
            .as(Event::new);
    return event.list().ofMaxSize(120);
  }

  /** A world in miniature that obeys the decisions. */
  private static final class World {
    private final Handler handler = Moments.handler(Mode.AUTO);
    private final List<PastAction> past = new ArrayList<>();
    private final Map<Integer, Integer> episode = new HashMap<>();
    private final Map<Integer, List<Instant>> began = new HashMap<>();
    private final Map<String, Integer> startsOfEpisode = new HashMap<>();
    private final List<Instant> starts = new ArrayList<>();
    private Instant now = BEGIN;

    void happens(Event event) {
      now = now.plusSeconds(event.seconds());
      end(event);
      if (event.again() || !episode.containsKey(event.alert())) {
        episode.merge(event.alert(), 1, Integer::sum);
        began.computeIfAbsent(event.alert(), a -> new ArrayList<>()).add(now);
      }
      String key = event.alert() + "/" + episode.get(event.alert());
      Decision decision =
          Decision.decide(handler, Labels.NONE, Moments.WEB1, recent(event.alert(), key));
      switch (decision) {
        case Decision.Start start -> {
          startsOfEpisode.merge(key, 1, Integer::sum);
          starts.add(now);
          past.addFirst(
              new PastAction(
                  "a" + event.alert(), "web1", now, Optional.empty(), PastAction.Result.OPEN));
        }
        case Decision.Skip skip -> {
          assertThat(skip.detail()).isNotBlank();
          assertThat(skip.verdicts())
              .filteredOn(Verdict::held)
              .first()
              .extracting(Verdict::guard)
              .isEqualTo(skip.reason());
        }
      }
      assertThat(decision.verdicts()).hasSize(Guard.ORDER.size());
    }

    private void end(Event event) {
      if (event.result() == PastAction.Result.OPEN) {
        return;
      }
      past.replaceAll(p ->
          p.endedAt().isEmpty() && p.alertId().equals("a" + event.alert())
              ? new PastAction(
                  p.alertId(), p.host(), p.startedAt(), Optional.of(now), event.result())
              : p);
    }

    private RecentHistory recent(int alert, String key) {
      Instant hour = now.minus(Duration.ofHours(1));
      List<Instant> times = began.getOrDefault(alert, List.of());
      return new RecentHistory(
          now,
          "a" + alert,
          true,
          (times.isEmpty() ? now : times.getLast()).minusSeconds(30),
          startsOfEpisode.getOrDefault(key, 0),
          (int) times.stream().filter(t -> t.isAfter(hour)).count(),
          Optional.empty(),
          Optional.empty(),
          past.stream().filter(p -> p.startedAt().isAfter(now.minus(Duration.ofDays(1)))).toList(),
          0,
          List.of(new RecentHistory.Group("web", 20, 0)),
          RecentHistory.DecisionContext.NOTHING);
    }
  }

  @Property
  void no_episode_is_acted_upon_twice(@ForAll("events") List<Event> events) {
    World world = new World();
    events.forEach(world::happens);
    assertThat(world.startsOfEpisode.values()).allMatch(starts -> starts == 1);
  }

  @Property
  void no_hour_has_more_starts_than_the_limit(@ForAll("events") List<Event> events) {
    World world = new World();
    events.forEach(world::happens);
    for (Instant from : world.starts) {
      Instant to = from.plus(Duration.ofHours(1));
      assertThat(world.starts.stream().filter(t -> !t.isBefore(from) && t.isBefore(to)).count())
          .isLessThanOrEqualTo(world.handler.limits().perHour());
    }
  }

  @Property
  void between_two_starts_for_one_alert_lies_its_cooldown(@ForAll("events") List<Event> events) {
    World world = new World();
    events.forEach(world::happens);
    Map<String, PastAction> later = new HashMap<>();
    for (PastAction past : world.past) {
      PastAction next = later.put(past.alertId(), past);
      // What was stopped on its way has none.
      boolean judged = past.endedAt().isPresent() && past.result() != PastAction.Result.STOPPED;
      if (next != null && judged) {
        Duration least =
            past.result() == PastAction.Result.FIXED
                ? world.handler.cooldown().afterSuccess()
                : world.handler.cooldown().afterFailure();
        assertThat(Duration.between(past.endedAt().get(), next.startedAt()))
            .isGreaterThanOrEqualTo(least);
      }
    }
  }

  @Property
  void more_of_anything_never_starts_what_less_of_it_held_back(
      @ForAll("events") List<Event> events, @ForAll("numbers") int more) {
    World world = new World();
    events.forEach(world::happens);
    RecentHistory calm = world.recent(0, "none");
    RecentHistory wild =
        new RecentHistory(
            calm.now(),
            calm.alertId(),
            true,
            calm.startsAt(),
            calm.attempts() + more,
            calm.episodes() + more,
            calm.frozen(),
            calm.hostActed(),
            calm.past(),
            calm.affected() + more,
            calm.groups(),
            calm.context());
    Set<Reason> calmly = held(world.handler, calm);
    assertThat(held(world.handler, wild)).containsAll(calmly);
  }

  @Provide
  Arbitrary<Integer> numbers() {
    return Arbitraries.integers().between(0, 50);
  }

  private static Set<Reason> held(Handler handler, RecentHistory recent) {
    Set<Reason> held = new HashSet<>();
    Decision.decide(handler, Labels.NONE, Moments.WEB1, recent).verdicts().stream()
        .filter(Verdict::held)
        .forEach(verdict -> held.add(verdict.guard()));
    return held;
  }
}
