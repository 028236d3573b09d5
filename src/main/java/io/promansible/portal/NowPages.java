package io.promansible.portal;

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
import io.promansible.course.Approvals;
import io.promansible.database.TimeIds;
import io.promansible.door.Csrf;
import io.promansible.door.PageRoute;
import io.promansible.door.RequiresRole;
import io.promansible.http.RequestThreads;
import io.promansible.remediation.Remediation;
import io.promansible.scope.VisibleRemediations;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code /}: what is wrong, what is done about it, and what waits for a person. */
@Controller
@PageRoute
@ExecuteOn(RequestThreads.REQUESTS)
final class NowPages {
  private final Now now;
  private final Approvals approvals;
  private final VisibleRemediations visible;
  private final Pages pages;

  NowPages(Now now, Approvals approvals, VisibleRemediations visible, Pages pages) {
    this.now = now;
    this.approvals = approvals;
    this.visible = visible;
    this.pages = pages;
  }

  /** Who may read the inventory only is sent on. */
  @Get("/")
  @RequiresRole(AccessRole.INVENTORY)
  HttpResponse<?> page(Principal caller, HttpRequest<?> request) {
    if (!caller.may(AccessRole.VIEWER)) {
      return HttpResponse.seeOther(URI.create("/account"));
    }
    return page(HttpStatus.OK, caller, request, null, null);
  }

  /** Approves or rejects what waits. */
  @Post("/decide")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @RequiresRole(AccessRole.OPERATOR)
  HttpResponse<?> decide(
      @Body Map<String, String> fields, Principal caller, HttpRequest<?> request) {
    Csrf.require(request, fields);
    Remediation row = visible.operable(caller, TimeIds.parse("id", fields.getOrDefault("id", "")));
    boolean approved = "approve".equals(fields.get("decision"));
    String reason = fields.getOrDefault("reason", "").strip();
    Optional<String> refused =
        approved
            ? approvals.approve(row.id(), caller.name(), reason)
            : approvals.reject(row.id(), caller.name(), reason);
    String what = row.handler() + " on " + row.host();
    return refused
        .<HttpResponse<?>>map(
            why -> page(HttpStatus.CONFLICT, caller, request, what + ": " + why, null))
        .orElseGet(() ->
            page(
                HttpStatus.OK,
                caller,
                request,
                null,
                what
                    + (approved
                        ? " is approved; it starts next."
                        : " is rejected; people look after it.")));
  }

  private HttpResponse<?> page(
      HttpStatus status,
      Principal caller,
      HttpRequest<?> request,
      @Nullable String fault,
      @Nullable String done) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    values.put("viewer", Viewer.of(caller, request));
    values.put("page", now.of(caller));
    values.put("fault", fault);
    values.put("done", done);
    return pages.page(status, "now", values);
  }
}
