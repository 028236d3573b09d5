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
import io.promansible.alert.Episode;
import io.promansible.alert.EpisodeState;
import io.promansible.database.TimeIds;
import io.promansible.decision.StoredDecision;
import io.promansible.door.RequiresRole;
import io.promansible.handler.Handlers;
import io.promansible.history.AlertFilter;
import io.promansible.history.AlertHistory;
import io.promansible.http.Page;
import io.promansible.http.Parameters;
import io.promansible.http.RequestThreads;
import io.promansible.intake.AlertClosing;
import io.promansible.remediation.Remediation;
import io.promansible.remediation.RemediationRunRepository;
import io.promansible.remediation.RemediationRunRepository.Earlier;
import io.promansible.scope.VisibleAlerts;
import io.promansible.scope.VisibleRemediations;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/alerts}: alerts, with their decisions and remediations. */
@Controller("/api/v1/alerts")
@ExecuteOn(RequestThreads.REQUESTS)
final class AlertsController {
  private final AlertClosing closing;
  private final AlertHistory history;
  private final VisibleAlerts visible;
  private final VisibleRemediations remediations;
  private final RemediationRunRepository runs;
  private final Supplier<Handlers> handlers;

  AlertsController(
      AlertClosing closing,
      AlertHistory history,
      VisibleAlerts visible,
      VisibleRemediations remediations,
      RemediationRunRepository runs,
      Supplier<Handlers> handlers) {
    this.closing = closing;
    this.history = history;
    this.visible = visible;
    this.remediations = remediations;
    this.runs = runs;
    this.handlers = handlers;
  }

  /** A page of alerts, newest first, each with its decisions and remediations. */
  @Get("{?state,alertname,host,limit,cursor}")
  @RequiresRole(AccessRole.VIEWER)
  Map<String, @Nullable Object> list(
      @Nullable String state,
      @Nullable String alertname,
      @Nullable String host,
      @Nullable Integer limit,
      @Nullable String cursor,
      Principal caller) {
    Page<Episode> page =
        Page.of(
            limit,
            cursor,
            (from, most) ->
                history.page(
                    new AlertFilter(
                        Parameters.constant("state", state, EpisodeState.class),
                        alertname,
                        host,
                        from.end()),
                    most),
            new Page.Row<>(Episode::firstSeen, Episode::id),
            rows -> visible.of(caller, rows));
    return page.shown("alerts", views(caller, page.rows()));
  }

  /** One alert, with its decisions and remediations. */
  @Get("/{id}")
  @RequiresRole(AccessRole.VIEWER)
  EpisodeView one(String id, Principal caller) {
    return views(caller, List.of(visible.find(caller, TimeIds.parse("id", id)))).getFirst();
  }

  /** The body of {@code close}: the reason, for the audit. */
  record ReasonBody(@Nullable String reason) {}

  /** Ends an alert whose sender is gone; 409 when it does not fire. */
  @Post("/{id}/close")
  @RequiresRole(AccessRole.OPERATOR)
  EpisodeView close(String id, @Nullable @Body ReasonBody word, Principal caller) {
    visible.requireOperable(caller, TimeIds.parse("id", id));
    String reason = word == null || word.reason() == null ? "" : word.reason();
    Episode closed =
        closing
            .close(TimeIds.parse("id", id), caller.name(), reason)
            .orElseThrow(() ->
                new HttpStatusException(HttpStatus.CONFLICT, "no alert " + id + " that fires"));
    return views(caller, List.of(closed)).getFirst();
  }

  private List<EpisodeView> views(Principal caller, List<Episode> shown) {
    List<UUID> ids = shown.stream().map(Episode::id).toList();
    List<StoredDecision> made = visible.decisions(caller, ids);
    List<Remediation> done = remediations.ofAlerts(caller, ids);
    var earlier =
        done.isEmpty()
            ? List.<Earlier>of()
            : runs.earlier(done.stream().map(Remediation::id).toList());
    return shown.stream().map(e -> EpisodeView.of(e, made, done, earlier, handlers.get())).toList();
  }
}
