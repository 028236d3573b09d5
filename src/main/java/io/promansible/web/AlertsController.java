package io.promansible.web;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.exceptions.HttpStatusException;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.promansible.access.AccessRole;
import io.promansible.alert.Episode;
import io.promansible.alert.EpisodeRepository;
import io.promansible.alert.EpisodeState;
import io.promansible.alert.IntakeSettings;
import io.promansible.alert.Notification;
import io.promansible.alert.NotificationReader;
import io.promansible.fault.InputFault;
import io.promansible.fault.WorldFault;
import io.promansible.handler.Handlers;
import io.promansible.remediation.DecisionRepository;
import io.promansible.remediation.Intake;
import io.promansible.remediation.IntakeMetrics;
import io.promansible.remediation.Receipt;
import io.promansible.remediation.Remediation;
import io.promansible.remediation.RemediationRepository;
import io.promansible.remediation.StoredDecision;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/alerts}: Alertmanager's webhook, and the alerts that came by it. */
@Controller("/api/v1/alerts")
@ExecuteOn(TaskExecutors.BLOCKING)
final class AlertsController {
  private static final int SOURCE_MAX = 64;

  private final Intake intake;
  private final Supplier<IntakeSettings> limits;
  private final IntakeMetrics metrics;
  private final EpisodeRepository episodes;
  private final DecisionRepository decisions;
  private final RemediationRepository remediations;
  private final Supplier<Handlers> handlers;

  AlertsController(
      Intake intake,
      Supplier<IntakeSettings> limits,
      IntakeMetrics metrics,
      EpisodeRepository episodes,
      DecisionRepository decisions,
      RemediationRepository remediations,
      Supplier<Handlers> handlers) {
    this.intake = intake;
    this.limits = limits;
    this.metrics = metrics;
    this.episodes = episodes;
    this.decisions = decisions;
    this.remediations = remediations;
    this.handlers = handlers;
  }

  /**
   * What a sender is told.
   *
   * @param faults why alerts were quarantined; the first few
   */
  record Answer(int accepted, int duplicates, int quarantined, int started, List<String> faults) {
    private static final int FAULTS_MAX = 10;

    static Answer of(Receipt receipt, Notification notification) {
      return new Answer(
          receipt.accepted(),
          receipt.duplicates(),
          receipt.quarantined(),
          receipt.started(),
          notification.quarantined().stream()
              .limit(FAULTS_MAX)
              .map(Notification.Quarantined::fault)
              .toList());
    }
  }

  /** Takes a notification; 200 means that it is on disk. */
  @Post(consumes = MediaType.APPLICATION_JSON)
  @Needs(AccessRole.WEBHOOK)
  HttpResponse<?> receive(
      @Body byte[] body,
      @QueryValue(defaultValue = "default") String source,
      HttpRequest<?> request) {
    if (request.getContentType().isEmpty()) {
      // Micronaut lets a missing one pass, and a web page can send that without asking first.
      throw new HttpStatusException(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE, "Content-Type must be application/json");
    }
    try {
      if (source.length() > SOURCE_MAX) {
        throw new InputFault("source", "is longer than " + SOURCE_MAX + " characters");
      }
      Notification notification = new NotificationReader(limits.get()).read(source, body);
      Receipt receipt = intake.receive(notification);
      metrics.answered(200);
      return HttpResponse.ok(Answer.of(receipt, notification));
    } catch (InputFault e) {
      metrics.answered(400);
      throw e;
    } catch (WorldFault e) {
      metrics.answered(503);
      throw e;
    }
  }

  /** Lists alerts with what was decided and done about them. */
  @Get("{?state,alertname,host,limit,cursor}")
  @Needs(AccessRole.VIEWER)
  Map<String, @Nullable Object> list(
      @Nullable String state,
      @Nullable String alertname,
      @Nullable String host,
      @Nullable Integer limit,
      @Nullable String cursor) {
    int most = Cursor.limit(limit);
    Cursor from = Cursor.parse(cursor);
    List<Episode> rows =
        episodes.page(
            Parameters.constant("state", state, EpisodeState.class),
            alertname,
            host,
            from.time(),
            from.id(),
            most + 1);
    List<Episode> shown = rows.subList(0, Math.min(most, rows.size()));
    List<UUID> ids = shown.stream().map(Episode::id).toList();
    var made = ids.isEmpty() ? List.<StoredDecision>of() : decisions.ofEpisodes(ids);
    var done = ids.isEmpty() ? List.<Remediation>of() : remediations.ofEpisodes(ids);
    List<EpisodeView> views =
        shown.stream().map(e -> EpisodeView.of(e, made, done, handlers.get())).toList();
    return Pages.of("alerts", views, Cursor.after(rows, most, Episode::firstSeen, Episode::id));
  }
}
