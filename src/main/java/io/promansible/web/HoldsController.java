package io.promansible.web;

import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.promansible.access.AccessRole;
import io.promansible.handler.Handlers;
import io.promansible.handler.Reason;
import io.promansible.remediation.DecisionRepository;
import io.promansible.remediation.Permits;
import io.promansible.remediation.RemediationRepository;
import io.promansible.remediation.RemediationState;
import io.promansible.remediation.StoredDecision;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/holds}: what fires and is held back, what waits for people, what they allowed. */
@Controller("/api/v1/holds")
@ExecuteOn(TaskExecutors.BLOCKING)
@Needs(AccessRole.VIEWER)
final class HoldsController {
  private static final int MOST = 500;

  /** One alert that is held back. */
  record HoldView(
      UUID alert,
      String handler,
      @Nullable String host,
      String reason,
      String detail,
      Instant since) {
    static HoldView of(StoredDecision d) {
      return new HoldView(
          d.episodeId(), d.handler(), d.host(), d.reason(), d.detail(), d.decidedAt());
    }
  }

  private final DecisionRepository decisions;
  private final RemediationRepository remediations;
  private final Permits permits;
  private final Supplier<Handlers> handlers;

  HoldsController(
      DecisionRepository decisions,
      RemediationRepository remediations,
      Permits permits,
      Supplier<Handlers> handlers) {
    this.decisions = decisions;
    this.remediations = remediations;
    this.permits = permits;
    this.handlers = handlers;
  }

  @Get
  Map<String, List<?>> list() {
    List<String> reasons =
        Arrays.stream(Reason.values()).filter(Reason::passing).map(Reason::text).toList();
    return Map.of(
        "holds",
        decisions.holding(reasons, MOST).stream().map(HoldView::of).toList(),
        "waiting",
        remediations
            .page(RemediationState.WAITING.name(), null, null, null, null, null, null, MOST)
            .stream()
            .map(r -> RemediationView.of(r, handlers.get()))
            .toList(),
        "permits",
        permits.holding());
  }
}
