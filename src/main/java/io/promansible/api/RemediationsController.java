package io.promansible.api;

import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.exceptions.HttpStatusException;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.promansible.access.AccessRole;
import io.promansible.access.Principal;
import io.promansible.course.Approvals;
import io.promansible.database.TimeIds;
import io.promansible.door.RequiresRole;
import io.promansible.handler.Handlers;
import io.promansible.history.RemediationFilter;
import io.promansible.history.RemediationHistory;
import io.promansible.http.Page;
import io.promansible.http.Parameters;
import io.promansible.http.RequestThreads;
import io.promansible.remediation.Remediation;
import io.promansible.remediation.RemediationOutcome;
import io.promansible.remediation.RemediationRepository;
import io.promansible.remediation.RemediationRunRepository;
import io.promansible.remediation.RemediationRunRepository.Earlier;
import io.promansible.remediation.RemediationState;
import io.promansible.scope.VisibleRemediations;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/remediations}: remediations and their outcomes, and approvals. */
@Controller("/api/v1/remediations")
@ExecuteOn(RequestThreads.REQUESTS)
@RequiresRole(AccessRole.VIEWER)
final class RemediationsController {
  private final RemediationRepository remediations;
  private final RemediationHistory history;
  private final VisibleRemediations visible;
  private final RemediationRunRepository runs;
  private final Approvals approvals;
  private final Supplier<Handlers> handlers;

  RemediationsController(
      RemediationRepository remediations,
      RemediationHistory history,
      VisibleRemediations visible,
      RemediationRunRepository runs,
      Approvals approvals,
      Supplier<Handlers> handlers) {
    this.remediations = remediations;
    this.history = history;
    this.visible = visible;
    this.runs = runs;
    this.approvals = approvals;
    this.handlers = handlers;
  }

  /** The body of {@code approve} and {@code reject}: the reason, for the audit. */
  record ReasonBody(@Nullable String reason) {
    String text() {
      return reason == null ? "" : reason;
    }
  }

  @Get("{?state,outcome,handler,host,alertname,run,limit,cursor}")
  Map<String, @Nullable Object> list(
      @Nullable String state,
      @Nullable String outcome,
      @Nullable String handler,
      @Nullable String host,
      @Nullable String alertname,
      @Nullable String run,
      @Nullable Integer limit,
      @Nullable String cursor,
      Principal caller) {
    Page<Remediation> page =
        Page.of(
            limit,
            cursor,
            (from, most) ->
                history.page(
                    new RemediationFilter(
                        Parameters.constant("state", state, RemediationState.class),
                        Parameters.constant("outcome", outcome, RemediationOutcome.class),
                        handler,
                        host,
                        alertname,
                        run == null ? null : TimeIds.parse("run", run),
                        from.end()),
                    most),
            new Page.Row<>(Remediation::startedAt, Remediation::id),
            rows -> visible.of(caller, rows));
    return page.shown("remediations", views(page.rows()));
  }

  @Get("/{id}")
  RemediationView one(String id, Principal caller) {
    return view(visible.find(caller, TimeIds.parse("id", id)));
  }

  /** Approves a remediation; 409 when it does not wait any more, or a guard holds it back. */
  @Post("/{id}/approve")
  @RequiresRole(AccessRole.OPERATOR)
  RemediationView approve(String id, @Nullable @Body ReasonBody word, Principal caller) {
    UUID found = visible.operable(caller, TimeIds.parse("id", id)).id();
    String reason = word == null ? "" : word.text();
    return done(found, approvals.approve(found, caller.name(), reason));
  }

  /** Rejects a remediation; 409 when it does not wait any more. */
  @Post("/{id}/reject")
  @RequiresRole(AccessRole.OPERATOR)
  RemediationView reject(String id, @Nullable @Body ReasonBody word, Principal caller) {
    UUID found = visible.operable(caller, TimeIds.parse("id", id)).id();
    String reason = word == null ? "" : word.text();
    return done(found, approvals.reject(found, caller.name(), reason));
  }

  private RemediationView done(UUID id, Optional<String> refused) {
    if (refused.isPresent()) {
      throw new HttpStatusException(HttpStatus.CONFLICT, refused.get());
    }
    return view(remediations.findById(id).orElseThrow());
  }

  private RemediationView view(Remediation remediation) {
    return views(List.of(remediation)).getFirst();
  }

  private List<RemediationView> views(List<Remediation> all) {
    List<Earlier> earlier =
        all.isEmpty() ? List.of() : runs.earlier(all.stream().map(Remediation::id).toList());
    return all.stream().map(r -> RemediationView.of(r, handlers.get(), earlier)).toList();
  }
}
