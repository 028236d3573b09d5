package io.promansible.portal.now;

import io.promansible.access.AccessRole;
import io.promansible.access.Principal;
import io.promansible.freeze.Frozen;
import io.promansible.handler.Handler;
import io.promansible.handler.Handlers;
import io.promansible.health.Check;
import io.promansible.portal.Status;
import io.promansible.portal.When;
import io.promansible.report.Overview;
import io.promansible.report.Overview.Did;
import io.promansible.report.OverviewRepository;
import io.promansible.routine.RoutineCatalog;
import io.promansible.routine.RoutineState;
import io.promansible.scope.VisibleFreezes;
import io.promansible.scope.VisibleHandlers;
import io.promansible.scope.VisibleRoutines;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** How the service itself is, and how the day went. */
@Singleton
final class NowHealth {
  private static final int ROUTINES = 5;

  private final List<Check> checks;
  private final VisibleFreezes freezes;
  private final Overview overview;
  private final Routines routines;
  private final Handling handling;
  private final Clock clock;

  NowHealth(
      List<Check> checks,
      VisibleFreezes freezes,
      Overview overview,
      Routines routines,
      Handling handling,
      Clock clock) {
    this.checks = checks;
    this.freezes = freezes;
    this.overview = overview;
    this.routines = routines;
    this.handling = handling;
    this.clock = clock;
  }

  /** The routines, and who may see them. */
  @Singleton
  record Routines(RoutineCatalog catalog, VisibleRoutines visible) {}

  /** The handlers, and who may see them. */
  @Singleton
  record Handling(Supplier<Handlers> all, VisibleHandlers visible) {}

  List<NowPage.Banner> banners(Principal caller) {
    List<NowPage.Banner> banners = new ArrayList<>();
    for (Frozen frozen : freezes.byApi(caller)) {
      boolean everything = frozen.scope().equals("all");
      banners.add(
          new NowPage.Banner(
              "wait",
              everything ? "Everything is frozen: nothing starts" : "Frozen: " + frozen.scope(),
              "by %s: %s%s"
                  .formatted(
                      frozen.who(),
                      frozen.reason(),
                      frozen.untilTime() == null
                          ? ""
                          : ", until " + When.of(frozen.untilTime(), clock.instant()).full()),
              "/holds"));
    }
    boolean all = freezes.byApi(caller).stream().anyMatch(one -> one.scope().equals("all"));
    freezes.others(caller).stream()
        .filter(text -> !all || !text.startsWith("all"))
        .forEach(text -> banners.add(new NowPage.Banner("wait", "Frozen", text, "/holds")));
    if (caller.everywhere(AccessRole.VIEWER)) {
      for (Check check : checks) {
        check
            .now()
            .ifPresent(trouble ->
                banners.add(
                    new NowPage.Banner(
                        check.fatal() ? "bad" : "wait",
                        (check.fatal() ? "Not ready: " : "Trouble: ")
                            + check.name().replace('_', ' '),
                        trouble,
                        "/status")));
      }
    }
    return banners;
  }

  NowPage.Numbers numbers() {
    OverviewRepository.Numbers day = overview.numbers();
    long ended = day.fixed() + day.notFixed() + day.unproven();
    return new NowPage.Numbers(
        day.firing(),
        day.running(),
        day.queued(),
        day.waiting(),
        day.received(),
        ended == 0 ? "–" : "%d of %d".formatted(day.fixed(), ended),
        overview.medianToFix().map(When::span).orElse("–"),
        day.quarantined(),
        day.lost());
  }

  List<NowPage.Strip> strips(Principal caller) {
    List<Handler> seen =
        handling.visible.of(caller, handling.all.get().all()).stream()
            .filter(handler -> handling.visible.seesAllOf(caller, handler.name()))
            .toList();
    Map<String, List<Did>> strips = overview.strips(seen.stream().map(Handler::name).toList());
    return seen.stream()
        .map(handler -> {
          List<Did> cells = strips.getOrDefault(handler.name(), List.of());
          return new NowPage.Strip(handler.name(), Status.of(handler.mode()), cells, words(cells));
        })
        .toList();
  }

  private static String words(List<Did> cells) {
    return "of the 48 half hours of the last day: fixed in %d, not fixed in %d, held back in %d"
        .formatted(
            Collections.frequency(cells, Did.FIXED),
            Collections.frequency(cells, Did.NOT_FIXED),
            Collections.frequency(cells, Did.HELD));
  }

  List<NowPage.Next> routines(Principal caller) {
    Instant now = clock.instant();
    return routines.visible.all(caller).stream()
        .flatMap(entry -> routines.catalog.state(entry.name()).stream())
        .filter(state -> state.pausedBy() == null)
        .sorted(Comparator.comparing(RoutineState::nextAt))
        .limit(ROUTINES)
        .flatMap(state ->
            Stream.of(
                new NowPage.Next(
                    state.name(),
                    When.of(state.nextAt(), now),
                    state.succeededAt() == null
                        ? "has not succeeded yet"
                        : "succeeded " + When.of(state.succeededAt(), now).words())))
        .toList();
  }
}
