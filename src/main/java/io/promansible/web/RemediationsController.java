package io.promansible.web;

import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.exceptions.HttpStatusException;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.promansible.access.AccessRole;
import io.promansible.remediation.Remediation;
import io.promansible.remediation.RemediationOutcome;
import io.promansible.remediation.RemediationRepository;
import io.promansible.remediation.RemediationState;
import io.promansible.run.RunIds;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/remediations}: what was done about which alert, and whether it helped. */
@Controller("/api/v1/remediations")
@ExecuteOn(TaskExecutors.BLOCKING)
@Needs(AccessRole.VIEWER)
final class RemediationsController {
  private final RemediationRepository remediations;

  RemediationsController(RemediationRepository remediations) {
    this.remediations = remediations;
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
        rows.stream().limit(most).map(RemediationView::of).toList(),
        Cursor.after(rows, most, Remediation::startedAt, Remediation::id));
  }

  @Get("/{id}")
  RemediationView one(String id) {
    return remediations
        .findById(RunIds.parse("id", id))
        .map(RemediationView::of)
        .orElseThrow(() -> new HttpStatusException(HttpStatus.NOT_FOUND, "no remediation " + id));
  }
}
