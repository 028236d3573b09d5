package io.promansible.api;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.exceptions.HttpStatusException;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.promansible.access.AccessRole;
import io.promansible.alert.AlertSources;
import io.promansible.alert.IntakeSettings;
import io.promansible.alert.Notification;
import io.promansible.alert.NotificationReader;
import io.promansible.door.AccessFilter;
import io.promansible.door.RequiresRole;
import io.promansible.fault.InputFault;
import io.promansible.fault.WorldFault;
import io.promansible.http.RequestThreads;
import io.promansible.intake.Intake;
import io.promansible.intake.IntakeMetrics;
import io.promansible.intake.IntakeResult;
import io.promansible.intake.WebhookHealth;
import jakarta.inject.Named;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code POST /api/v1/alerts}: Alertmanager's webhook. */
@Controller("/api/v1/alerts")
@ExecuteOn(RequestThreads.INTAKE)
final class WebhookController {
  private final Intake intake;
  private final Supplier<IntakeSettings> limits;
  private final Supplier<AlertSources> sources;
  private final IntakeMetrics metrics;
  private final WebhookHealth webhook;
  private final ExecutorService threads;

  WebhookController(
      Intake intake,
      Supplier<IntakeSettings> limits,
      Supplier<AlertSources> sources,
      IntakeMetrics metrics,
      WebhookHealth webhook,
      @Named(RequestThreads.INTAKE) ExecutorService threads) {
    this.intake = intake;
    this.limits = limits;
    this.sources = sources;
    this.metrics = metrics;
    this.webhook = webhook;
    this.threads = threads;
  }

  /**
   * The answer to a sender.
   *
   * @param faults why alerts were quarantined, at most ten
   */
  record Answer(int accepted, int duplicates, int quarantined, int started, List<String> faults) {
    private static final int FAULTS_MAX = 10;

    static Answer of(IntakeResult intakeResult, Notification notification) {
      return new Answer(
          intakeResult.accepted(),
          intakeResult.duplicates(),
          intakeResult.quarantined(),
          intakeResult.started(),
          notification.quarantined().stream()
              .limit(FAULTS_MAX)
              .map(Notification.Quarantined::fault)
              .toList());
    }
  }

  /** Stores a notification; 200 means that it is on disk. */
  @Post(consumes = MediaType.APPLICATION_JSON)
  @RequiresRole(AccessRole.WEBHOOK)
  CompletionStage<HttpResponse<?>> receive(
      @Body byte[] body, @Nullable @QueryValue String source, HttpRequest<?> request) {
    if (request.getContentType().isEmpty()) {
      // Micronaut accepts a missing type, which any web page can send without a CORS preflight.
      throw new HttpStatusException(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE, "Content-Type must be application/json");
    }
    try {
      String name = sources.get().of(Optional.ofNullable(source), AccessFilter.callerOf(request));
      Notification notification = new NotificationReader(limits.get()).read(name, body);
      // No thread waits for the disk, so those that wait are the intake's queue, and nothing else.
      return intake
          .submit(notification)
          .handleAsync((result, fault) -> answered(notification, result, fault), threads);
    } catch (InputFault e) {
      metrics.answered(400);
      throw e;
    } catch (WorldFault e) {
      metrics.answered(503);
      throw e;
    }
  }

  private HttpResponse<?> answered(
      Notification notification, @Nullable IntakeResult result, @Nullable Throwable fault) {
    if (result == null) {
      metrics.answered(503);
      throw fault instanceof CompletionException e && e.getCause() instanceof WorldFault known
          ? known
          : new WorldFault("the notification could not be stored", Objects.requireNonNull(fault));
    }
    webhook.taken();
    metrics.answered(200);
    return HttpResponse.ok(Answer.of(result, notification));
  }
}
