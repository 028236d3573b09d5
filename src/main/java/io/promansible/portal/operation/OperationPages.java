package io.promansible.portal.operation;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.promansible.access.AccessRole;
import io.promansible.access.Principal;
import io.promansible.audit.AuditRepository;
import io.promansible.audit.Audited;
import io.promansible.door.PageRoute;
import io.promansible.door.RequiresRole;
import io.promansible.fault.Forbidden;
import io.promansible.http.Page;
import io.promansible.http.RequestThreads;
import io.promansible.portal.Link;
import io.promansible.portal.Pages;
import io.promansible.portal.When;
import io.promansible.report.AlertTypes;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** {@code /audit}, {@code /alert-types} and {@code /welcome}. */
@Controller
@PageRoute
@ExecuteOn(RequestThreads.REQUESTS)
@RequiresRole(AccessRole.VIEWER)
final class OperationPages {
  private static final int SHOWN = 100;

  private final AuditRepository audit;
  private final AlertTypes types;
  private final Welcome welcome;
  private final Pages pages;
  private final Clock clock;

  OperationPages(
      AuditRepository audit, AlertTypes types, Welcome welcome, Pages pages, Clock clock) {
    this.audit = audit;
    this.types = types;
    this.welcome = welcome;
    this.pages = pages;
    this.clock = clock;
  }

  @Get("/audit{?who,action,subject,cursor}")
  HttpResponse<?> audit(
      @Nullable String who,
      @Nullable String action,
      @Nullable String subject,
      @Nullable String cursor,
      Principal caller,
      HttpRequest<?> request) {
    requireAll(caller);
    Page<Audited> page =
        Page.of(
            SHOWN,
            cursor,
            (from, most) ->
                audit.page(given(who), given(action), given(subject), null, null, from.id(), most),
            new Page.Row<>(Audited::at, Audited::id),
            UnaryOperator.identity());
    Map<String, String> query = new LinkedHashMap<>();
    query.put("who", text(who));
    query.put("action", text(action));
    query.put("subject", text(subject));
    query.put("cursor", Objects.requireNonNullElse(page.next(), ""));
    return pages.show(
        "operation/audit",
        caller,
        request,
        new AuditPage(
            text(who),
            text(action),
            text(subject),
            page.rows().stream()
                .map(row -> new AuditPage.Entry(row, When.of(row.at(), clock.instant())))
                .toList(),
            page.next() == null ? null : Link.to("/audit", query)));
  }

  @Get("/alert-types{?q}")
  HttpResponse<?> types(@Nullable String q, Principal caller, HttpRequest<?> request) {
    requireAll(caller);
    AlertTypes.All all = types.all();
    String wanted = text(q).toLowerCase(java.util.Locale.ROOT);
    return pages.show(
        "operation/types",
        caller,
        request,
        new TypesPage(
            text(q),
            all.types().stream()
                .filter(
                    type -> type.alertname().toLowerCase(java.util.Locale.ROOT).contains(wanted))
                .map(type -> new TypesPage.Type(type, When.of(type.lastSeen(), clock.instant())))
                .toList(),
            all.trouble(),
            caller.everywhere(AccessRole.ADMIN)));
  }

  @Get("/welcome")
  HttpResponse<?> welcome(Principal caller, HttpRequest<?> request) {
    requireAll(caller);
    return pages.show("operation/welcome", caller, request, welcome.of(caller));
  }

  private static void requireAll(Principal caller) {
    if (!caller.everywhere(AccessRole.VIEWER)) {
      throw new Forbidden("this is about all hosts; no grant of yours reaches so far");
    }
  }

  private static @Nullable String given(@Nullable String text) {
    return text == null || text.isBlank() ? null : text.strip();
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text.strip();
  }
}
