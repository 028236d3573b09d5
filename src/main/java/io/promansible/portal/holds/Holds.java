package io.promansible.portal.holds;

import io.promansible.access.AccessRole;
import io.promansible.access.Principal;
import io.promansible.decision.StoredDecision;
import io.promansible.freeze.FreezeWindows;
import io.promansible.guard.Reason;
import io.promansible.intake.CurrentHolds;
import io.promansible.permit.Permit;
import io.promansible.permit.Permits;
import io.promansible.portal.When;
import io.promansible.portal.alerts.Words;
import io.promansible.routine.Timetable;
import io.promansible.scope.VisibleFreezes;
import io.promansible.scope.VisibleHandlers;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;

/** Puts the page of freezes and holds together. */
@Singleton
final class Holds {
  private final RecentHolds holds;
  private final Permits permits;
  private final VisibleHandlers handlers;
  private final VisibleFreezes freezes;
  private final Supplier<FreezeWindows> windows;
  private final Clock clock;

  Holds(
      RecentHolds holds,
      Permits permits,
      VisibleHandlers handlers,
      VisibleFreezes freezes,
      Supplier<FreezeWindows> windows,
      Clock clock) {
    this.holds = holds;
    this.permits = permits;
    this.handlers = handlers;
    this.freezes = freezes;
    this.windows = windows;
    this.clock = clock;
  }

  HoldsPage of(Principal caller) {
    return new HoldsPage(
        freezes.byApi(caller).stream()
            .map(row ->
                new HoldsPage.Freeze(
                    row.scope(),
                    row.who(),
                    row.reason(),
                    When.of(row.since(), clock.instant()),
                    When.of(row.untilTime(), clock.instant())))
            .toList(),
        freezes.others(caller),
        caller.everywhere(AccessRole.VIEWER) ? windows() : List.of(),
        holds.all().stream()
            .filter(hold -> handlers.sees(caller, hold.decision()))
            .map(this::hold)
            .toList(),
        permits.holding().stream()
            .filter(permit -> handlers.sees(caller, permit.handler()))
            .map(this::allowed)
            .toList());
  }

  private List<HoldsPage.Window> windows() {
    return windows.get().all().stream()
        .flatMap(window ->
            Timetable.parse(window.cron(), window.timezone()).next(clock.instant()).stream()
                .map(next ->
                    new HoldsPage.Window(
                        window.name(),
                        window.handlers().isEmpty()
                            ? "everything"
                            : String.join(", ", window.handlers()),
                        When.of(next, clock.instant()),
                        When.span(window.duration()))))
        .toList();
  }

  private HoldsPage.Hold hold(CurrentHolds.Hold hold) {
    StoredDecision made = hold.decision();
    return new HoldsPage.Hold(
        made.episodeId().toString(),
        made.handler(),
        made.host() == null ? "" : made.host(),
        Words.reason(hold.reason().text()),
        hold.detail(),
        When.of(made.decidedAt(), clock.instant()),
        permit(hold.reason()));
  }

  private static String permit(Reason reason) {
    return switch (reason) {
      case BLAST_RADIUS, FLEET, RATE -> "hosts";
      case BREAKER -> "breaker";
      default -> "";
    };
  }

  private HoldsPage.Allowed allowed(Permit permit) {
    return new HoldsPage.Allowed(
        permit.handler(),
        permit.kind() == Permit.Kind.HOSTS
            ? permit.hosts() + " hosts beyond its limits"
            : "its breaker is closed",
        permit.who(),
        permit.reason(),
        When.of(permit.untilTime(), clock.instant()));
  }
}
