package io.promansible.api;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.exceptions.HttpStatusException;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.promansible.access.AccessRole;
import io.promansible.alert.Episode;
import io.promansible.alert.EpisodeRepository;
import io.promansible.alert.EpisodeState;
import io.promansible.database.TimeIds;
import io.promansible.decision.DecisionRepository;
import io.promansible.decision.StoredDecision;
import io.promansible.handler.Handlers;
import io.promansible.http.AccessFilter;
import io.promansible.http.Page;
import io.promansible.http.Parameters;
import io.promansible.http.RequestThreads;
import io.promansible.http.RequiresRole;
import io.promansible.intake.AlertClosing;
import io.promansible.remediation.Remediation;
import io.promansible.remediation.RemediationRepository;
import io.promansible.remediation.RemediationRunRepository;
import io.promansible.remediation.RemediationRunRepository.Earlier;
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
  private final EpisodeRepository episodes;
  private final DecisionRepository decisions;
  private final RemediationRepository remediations;
  private final RemediationRunRepository runs;
  private final Supplier<Handlers> handlers;

  AlertsController(
      AlertClosing closing,
      EpisodeRepository episodes,
      DecisionRepository decisions,
      RemediationRepository remediations,
      RemediationRunRepository runs,
      Supplier<Handlers> handlers) {
    this.closing = closing;
    this.episodes = episodes;
    this.decisions = decisions;
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
      @Nullable String cursor) {
    Page<Episode> page =
        Page.of(
            limit,
            cursor,
            (from, most) ->
                episodes.page(
                    Parameters.constant("state", state, EpisodeState.class),
                    alertname,
                    host,
                    from.time(),
                    from.id(),
                    most),
            Episode::firstSeen,
            Episode::id);
    return page.shown("alerts", views(page.rows()));
  }

  /** One alert, with its decisions and remediations. */
  @Get("/{id}")
  @RequiresRole(AccessRole.VIEWER)
  EpisodeView one(String id) {
    Episode episode =
        episodes
            .findById(TimeIds.parse("id", id))
            .orElseThrow(() -> new HttpStatusException(HttpStatus.NOT_FOUND, "no alert " + id));
    return views(List.of(episode)).getFirst();
  }

  /** The body of {@code close}: the reason, for the audit. */
  record ReasonBody(@Nullable String reason) {}

  /** Ends an alert whose sender is gone; 409 when it does not fire. */
  @Post("/{id}/close")
  @RequiresRole(AccessRole.OPERATOR)
  EpisodeView close(String id, @Nullable @Body ReasonBody word, HttpRequest<?> request) {
    String reason = word == null || word.reason() == null ? "" : word.reason();
    Episode closed =
        closing
            .close(TimeIds.parse("id", id), AccessFilter.callerOf(request), reason)
            .orElseThrow(() ->
                new HttpStatusException(HttpStatus.CONFLICT, "no alert " + id + " that fires"));
    return views(List.of(closed)).getFirst();
  }

  private List<EpisodeView> views(List<Episode> shown) {
    List<UUID> ids = shown.stream().map(Episode::id).toList();
    var made = ids.isEmpty() ? List.<StoredDecision>of() : decisions.ofEpisodes(ids);
    var done = ids.isEmpty() ? List.<Remediation>of() : remediations.ofEpisodes(ids);
    var earlier =
        done.isEmpty()
            ? List.<Earlier>of()
            : runs.earlier(done.stream().map(Remediation::id).toList());
    return shown.stream().map(e -> EpisodeView.of(e, made, done, earlier, handlers.get())).toList();
  }
}
