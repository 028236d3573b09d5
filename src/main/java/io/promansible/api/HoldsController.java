package io.promansible.api;

import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.promansible.access.AccessRole;
import io.promansible.access.Principal;
import io.promansible.decision.StoredDecision;
import io.promansible.door.RequiresRole;
import io.promansible.handler.Handlers;
import io.promansible.history.RemediationFilter;
import io.promansible.history.RemediationHistory;
import io.promansible.http.RequestThreads;
import io.promansible.intake.CurrentHolds;
import io.promansible.permit.Permits;
import io.promansible.remediation.RemediationState;
import io.promansible.scope.VisibleHandlers;
import io.promansible.scope.VisibleRemediations;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/holds}: alerts that are held back, remediations that wait, and permits. */
@Controller("/api/v1/holds")
@ExecuteOn(RequestThreads.REQUESTS)
@RequiresRole(AccessRole.VIEWER)
final class HoldsController {
  private static final int MOST = 500;

  /** An alert that is held back for a handler. */
  record HoldView(
      UUID alert,
      String handler,
      @Nullable String host,
      String reason,
      String detail,
      Instant since) {
    static HoldView of(CurrentHolds.Hold hold) {
      StoredDecision d = hold.decision();
      return new HoldView(
          d.episodeId(), d.handler(), d.host(), hold.reason().text(), hold.detail(), d.decidedAt());
    }
  }

  private final CurrentHolds holds;
  private final RemediationHistory history;
  private final Permits permits;
  private final Supplier<Handlers> handlers;
  private final VisibleHandlers visible;
  private final VisibleRemediations acts;

  HoldsController(
      CurrentHolds holds,
      RemediationHistory history,
      Permits permits,
      Supplier<Handlers> handlers,
      VisibleHandlers visible,
      VisibleRemediations acts) {
    this.holds = holds;
    this.history = history;
    this.permits = permits;
    this.handlers = handlers;
    this.visible = visible;
    this.acts = acts;
  }

  @Get
  Map<String, List<?>> list(Principal caller) {
    return Map.of(
        "holds",
        holds.all(MOST).stream()
            .filter(hold -> visible.sees(caller, hold.decision()))
            .map(HoldView::of)
            .toList(),
        "waiting",
        acts.of(caller, history.page(RemediationFilter.in(RemediationState.WAITING), MOST)).stream()
            .map(r -> RemediationView.of(r, handlers.get(), List.of()))
            .toList(),
        "permits",
        permits.holding().stream()
            .filter(permit -> visible.sees(caller, permit.handler()))
            .toList());
  }
}
