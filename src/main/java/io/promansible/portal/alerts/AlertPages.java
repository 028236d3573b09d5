package io.promansible.portal.alerts;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.promansible.access.AccessRole;
import io.promansible.access.Principal;
import io.promansible.course.Approvals;
import io.promansible.database.TimeIds;
import io.promansible.door.Csrf;
import io.promansible.door.PageRoute;
import io.promansible.door.RequiresRole;
import io.promansible.fault.Conflict;
import io.promansible.fault.InputFault;
import io.promansible.fault.NotFound;
import io.promansible.fault.WorldFault;
import io.promansible.http.Parameters;
import io.promansible.http.RequestThreads;
import io.promansible.intake.AlertClosing;
import io.promansible.notice.PersonSilences;
import io.promansible.portal.Notice;
import io.promansible.portal.Pages;
import io.promansible.remediation.Remediation;
import io.promansible.scope.VisibleAlerts;
import io.promansible.scope.VisibleRemediations;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /alerts}: the list, one alert, and what a person decides about it. */
@Controller
@PageRoute
@ExecuteOn(RequestThreads.REQUESTS)
final class AlertPages {
  private final Shown shown;
  private final AlertClosing closing;
  private final PersonSilences silences;
  private final Approvals approvals;
  private final Visible visible;
  private final Pages pages;

  /** What the caller may see. */
  @Singleton
  record Visible(VisibleAlerts alerts, VisibleRemediations remediations) {}

  /** What the pages show. */
  @Singleton
  record Shown(AlertList list, OneAlert one) {}

  AlertPages(
      Shown shown,
      AlertClosing closing,
      PersonSilences silences,
      Approvals approvals,
      Visible visible,
      Pages pages) {
    this.shown = shown;
    this.closing = closing;
    this.silences = silences;
    this.approvals = approvals;
    this.visible = visible;
    this.pages = pages;
  }

  @Get("/alerts{?tab,filter,cursor}")
  @RequiresRole(AccessRole.VIEWER)
  HttpResponse<?> list(
      @Nullable String tab,
      @Nullable String filter,
      @Nullable String cursor,
      Principal caller,
      HttpRequest<?> request) {
    String at = tab == null ? "firing" : tab;
    if (AlertsPage.TABS.stream().noneMatch(one -> one.name().equals(at))) {
      throw new NotFound("no tab '" + at + "' of alerts");
    }
    return pages.show(
        "alerts/list",
        caller,
        request,
        shown.list.of(caller, at, filter == null ? "" : filter, cursor));
  }

  @Get("/alerts/{id}")
  @RequiresRole(AccessRole.VIEWER)
  HttpResponse<?> one(String id, Principal caller, HttpRequest<?> request) {
    return pages.show("alerts/one", caller, request, shown.one.of(caller, TimeIds.parse("id", id)));
  }

  /** Ends an alert whose sender is gone. */
  @Post("/alerts/{id}/close")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @RequiresRole(AccessRole.OPERATOR)
  HttpResponse<?> close(
      String id, @Body Map<String, String> fields, Principal caller, HttpRequest<?> request) {
    Csrf.require(request, fields);
    UUID alert = TimeIds.parse("id", id);
    visible.alerts().requireOperable(caller, alert);
    String reason = fields.getOrDefault("reason", "").strip();
    boolean closed = closing.close(alert, caller.name(), reason).isPresent();
    return pages.on(
        request,
        "/alerts/" + alert,
        closed ? Notice.done("The alert is closed.") : Notice.fault("it does not fire any more"));
  }

  /** Silences it in Alertmanager. */
  @Post("/alerts/{id}/silence")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @RequiresRole(AccessRole.OPERATOR)
  HttpResponse<?> silence(
      String id, @Body Map<String, String> fields, Principal caller, HttpRequest<?> request) {
    Csrf.require(request, fields);
    UUID alert = TimeIds.parse("id", id);
    visible.alerts().requireOperable(caller, alert);
    Notice notice;
    try {
      silences.silence(
          visible.alerts().find(caller, alert),
          Parameters.duration("for", fields.get("for"), Duration.ofHours(1)),
          caller.name(),
          fields.getOrDefault("reason", "").strip());
      notice =
          Notice.done("Alertmanager silences it. Nothing starts for it until the silence ends.");
    } catch (InputFault | Conflict | WorldFault e) {
      notice = Notice.fault(String.valueOf(e.getMessage()));
    }
    return pages.on(request, "/alerts/" + alert, notice);
  }

  /** Approves or rejects what waits. */
  @Post("/decide")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @RequiresRole(AccessRole.OPERATOR)
  HttpResponse<?> decide(
      @Body Map<String, String> fields, Principal caller, HttpRequest<?> request) {
    Csrf.require(request, fields);
    Remediation row =
        visible.remediations().operable(caller, TimeIds.parse("id", fields.getOrDefault("id", "")));
    boolean approved = "approve".equals(fields.get("decision"));
    String reason = fields.getOrDefault("reason", "").strip();
    Optional<String> refused =
        approved
            ? approvals.approve(row.id(), caller.name(), reason)
            : approvals.reject(row.id(), caller.name(), reason);
    String what = row.handler() + " on " + row.host();
    Notice notice =
        refused
            .map(why -> Notice.fault(what + ": " + why))
            .orElseGet(() ->
                Notice.done(
                    what
                        + (approved
                            ? " is approved; it starts next."
                            : " is rejected; people look after it.")));
    return pages.on(request, fields.get("next"), notice);
  }
}
