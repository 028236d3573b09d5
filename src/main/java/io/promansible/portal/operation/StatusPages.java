package io.promansible.portal.operation;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.promansible.access.AccessRole;
import io.promansible.access.Principal;
import io.promansible.alertmanager.AlertmanagerClient;
import io.promansible.audit.AuditLog;
import io.promansible.config.Reload;
import io.promansible.door.Csrf;
import io.promansible.door.PageRoute;
import io.promansible.door.RequiresRole;
import io.promansible.fault.Forbidden;
import io.promansible.fault.InputFault;
import io.promansible.http.RequestThreads;
import io.promansible.portal.Notice;
import io.promansible.portal.Pages;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code /status}: how the service is, and what admins do about it. */
@Controller("/status")
@PageRoute
@RequiresRole(AccessRole.VIEWER)
final class StatusPages {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TEST = Duration.ofMinutes(5);

  private final StatusView view;
  private final Bundle bundle;
  private final Reload reload;
  private final AlertmanagerClient alertmanager;
  private final AuditLog audit;
  private final Shown shown;

  /** What answers. */
  @jakarta.inject.Singleton
  record Shown(Pages pages, Checkup checkup, Clock clock) {}

  StatusPages(
      StatusView view,
      Bundle bundle,
      Reload reload,
      AlertmanagerClient alertmanager,
      AuditLog audit,
      Shown shown) {
    this.view = view;
    this.bundle = bundle;
    this.reload = reload;
    this.alertmanager = alertmanager;
    this.audit = audit;
    this.shown = shown;
  }

  @Get
  @ExecuteOn(RequestThreads.REQUESTS)
  HttpResponse<?> page(Principal caller, HttpRequest<?> request) {
    requireAll(caller, AccessRole.VIEWER);
    return shown.pages.show("operation/status", caller, request, view.of(caller, List.of()));
  }

  /** Reads the configuration and the inventory again. */
  @Post("/reload")
  @ExecuteOn(RequestThreads.RELOAD)
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @RequiresRole(AccessRole.ADMIN)
  HttpResponse<?> reload(
      @Body Map<String, String> fields, Principal caller, HttpRequest<?> request) {
    Csrf.require(request, fields);
    requireAll(caller, AccessRole.ADMIN);
    try {
      Optional<String> trouble = reload.reload(false);
      audit.record(caller.name(), "reload", "configuration", "", () -> true);
      return shown.pages.on(
          request,
          "/status",
          trouble
              .map(why ->
                  Notice.fault("the configuration is in force, the inventory is not: " + why))
              .orElse(Notice.done("The configuration and the inventory are read and in force.")));
    } catch (InputFault e) {
      return shown.pages.on(
          request,
          "/status",
          Notice.fault("the old configuration stays in force: " + e.getMessage()));
    }
  }

  /** Looks at everything that the configuration leans on; takes some seconds. */
  @Post("/doctor")
  @ExecuteOn(RequestThreads.RELOAD)
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @RequiresRole(AccessRole.ADMIN)
  HttpResponse<?> doctor(
      @Body Map<String, String> fields, Principal caller, HttpRequest<?> request) {
    Csrf.require(request, fields);
    requireAll(caller, AccessRole.ADMIN);
    return shown.pages.show(
        HttpStatus.OK,
        "operation/status",
        caller,
        request,
        view.of(caller, shown.checkup.findings()),
        Notice.done("The doctor has looked at everything; the findings are below."));
  }

  /** Has Alertmanager send an alert that no handler of ours should answer. */
  @Post("/test-alert")
  @ExecuteOn(RequestThreads.REQUESTS)
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @RequiresRole(AccessRole.ADMIN)
  HttpResponse<?> test(@Body Map<String, String> fields, Principal caller, HttpRequest<?> request) {
    Csrf.require(request, fields);
    requireAll(caller, AccessRole.ADMIN);
    if (!alertmanager.configured()) {
      return shown.pages.on(
          request,
          "/status",
          Notice.fault("alertmanager.url is not configured, so nobody can be asked to send one"));
    }
    ArrayNode alerts = JSON.createArrayNode();
    ObjectNode alert = alerts.addObject();
    alert
        .putObject("labels")
        .put("alertname", "PromansibleTest")
        .put("severity", "info")
        .put("instance", "test");
    alert
        .putObject("annotations")
        .put("summary", "A test that " + caller.name() + " sent; nothing is wrong");
    alert.put("startsAt", shown.clock.instant().toString());
    alert.put("endsAt", shown.clock.instant().plus(TEST).toString());
    boolean told = alertmanager.tell(alerts);
    audit.record(caller.name(), "test alert", "alertmanager", "", () -> told);
    return shown.pages.on(
        request,
        "/alerts?tab=all",
        told
            ? Notice.done(
                "Alertmanager has it. PromansibleTest stands here once its group_wait is over; it resolves after 5 minutes.")
            : Notice.fault(
                "Alertmanager did not take it: " + alertmanager.trouble().orElse("no answer")));
  }

  /** What somebody who helps needs to see, without secrets. */
  @Get("/bundle")
  @ExecuteOn(RequestThreads.REQUESTS)
  @RequiresRole(AccessRole.ADMIN)
  HttpResponse<byte[]> bundle(Principal caller) {
    requireAll(caller, AccessRole.ADMIN);
    return HttpResponse.ok(bundle.zip(caller))
        .contentType(MediaType.of("application/zip"))
        .header("Content-Disposition", "attachment; filename=\"promansible-support.zip\"");
  }

  private static void requireAll(Principal caller, AccessRole role) {
    if (!caller.everywhere(role)) {
      throw new Forbidden("this is about the whole service; no grant of yours reaches so far");
    }
  }
}
