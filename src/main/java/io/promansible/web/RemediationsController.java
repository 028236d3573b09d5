package io.promansible.web;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.exceptions.HttpStatusException;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.promansible.access.AccessRole;
import io.promansible.handler.Handlers;
import io.promansible.remediation.Approvals;
import io.promansible.remediation.Remediation;
import io.promansible.remediation.RemediationOutcome;
import io.promansible.remediation.RemediationRepository;
import io.promansible.remediation.RemediationState;
import io.promansible.run.RunIds;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/remediations}: what was done about which alert, and whether it helped. */
@Controller("/api/v1/remediations")
@ExecuteOn(TaskExecutors.BLOCKING)
@Needs(AccessRole.VIEWER)
final class RemediationsController {
  private final RemediationRepository remediations;
  private final Approvals approvals;
  private final Supplier<Handlers> handlers;

  RemediationsController(
      RemediationRepository remediations, Approvals approvals, Supplier<Handlers> handlers) {
    this.remediations = remediations;
    this.approvals = approvals;
    this.handlers = handlers;
  }

  /** Why; for the record. */
  record Word(@Nullable String reason) {
    String text() {
      return reason == null ? "" : reason;
    }
  }

  @Get("{?state,outcome,handler,host,alertname,limit,cursor}")
  Map<String, @Nullable Object> list(
      @Nullable String state,
      @Nullable String outcome,
      @Nullable String handler,
      @Nullable String host,
      @Nullable String alertname,
      @Nullable Integer limit,
      @Nullable String cursor) {
    int most = Cursor.limit(limit);
    Cursor from = Cursor.parse(cursor);
    List<Remediation> rows =
        remediations.page(
            Parameters.constant("state", state, RemediationState.class),
            Parameters.constant("outcome", outcome, RemediationOutcome.class),
            handler,
            host,
            alertname,
            from.time(),
            from.id(),
            most + 1);
    return Pages.of(
        "remediations",
        rows.stream().limit(most).map(this::view).toList(),
        Cursor.after(rows, most, Remediation::startedAt, Remediation::id));
  }

  @Get("/{id}")
  RemediationView one(String id) {
    return view(found(id));
  }

  /** 409 when it does not wait any more, or something else holds it back. */
  @Post("/{id}/approve")
  @Needs(AccessRole.OPERATOR)
  RemediationView approve(String id, @Nullable @Body Word word, HttpRequest<?> request) {
    UUID found = found(id).id();
    String reason = word == null ? "" : word.text();
    return done(found, approvals.approve(found, Door.callerOf(request), reason));
  }

  /** 409 when it does not wait any more. */
  @Post("/{id}/reject")
  @Needs(AccessRole.OPERATOR)
  RemediationView reject(String id, @Nullable @Body Word word, HttpRequest<?> request) {
    UUID found = found(id).id();
    String reason = word == null ? "" : word.text();
    return done(found, approvals.reject(found, Door.callerOf(request), reason));
  }

  private RemediationView done(UUID id, Optional<String> refused) {
    if (refused.isPresent()) {
      throw new HttpStatusException(HttpStatus.CONFLICT, refused.get());
    }
    return view(remediations.findById(id).orElseThrow());
  }

  private Remediation found(String id) {
    return remediations
        .findById(RunIds.parse("id", id))
        .orElseThrow(() -> new HttpStatusException(HttpStatus.NOT_FOUND, "no remediation " + id));
  }

  private RemediationView view(Remediation remediation) {
    return RemediationView.of(remediation, handlers.get());
  }
}
