package io.promansible.api;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Put;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.exceptions.HttpStatusException;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.promansible.access.AccessRole;
import io.promansible.audit.AuditRepository;
import io.promansible.audit.Audited;
import io.promansible.freeze.Freezes;
import io.promansible.freeze.Frozen;
import io.promansible.http.AccessFilter;
import io.promansible.http.Parameters;
import io.promansible.http.RequestThreads;
import io.promansible.http.RequiresRole;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/freeze}: freezes; and {@code /api/v1/audit}: who did what. */
@Controller("/api/v1")
@ExecuteOn(RequestThreads.REQUESTS)
final class FreezeController {
  private static final int AUDIT_MAX = 500;

  private final Freezes freezes;
  private final AuditRepository audit;

  FreezeController(Freezes freezes, AuditRepository audit) {
    this.freezes = freezes;
    this.audit = audit;
  }

  /**
   * A freeze that somebody asks for.
   *
   * @param scope {@code all} when it is missing
   * @param until the end, a time in RFC 3339; without it somebody must thaw the freeze
   */
  record FreezeRequest(@Nullable String scope, @Nullable String reason, @Nullable String until) {}

  @Get("/freeze")
  @RequiresRole(AccessRole.VIEWER)
  Map<String, List<?>> list() {
    return Map.of("freezes", freezes.byApi(), "others", freezes.byFileAndWindows());
  }

  @Put("/freeze")
  @RequiresRole(AccessRole.OPERATOR)
  Frozen freeze(@Body FreezeRequest wish, HttpRequest<?> request) {
    return freezes.freeze(
        wish.scope() == null ? "all" : wish.scope(),
        AccessFilter.callerOf(request),
        wish.reason() == null ? "" : wish.reason(),
        Parameters.time("until", wish.until()));
  }

  @Delete("/freeze{?scope,reason}")
  @RequiresRole(AccessRole.OPERATOR)
  Map<String, String> thaw(
      @QueryValue(defaultValue = "all") String scope,
      @QueryValue(defaultValue = "") String reason,
      HttpRequest<?> request) {
    if (!freezes.thaw(scope, AccessFilter.callerOf(request), reason)) {
      throw new HttpStatusException(
          HttpStatus.NOT_FOUND, "nothing of the scope " + scope + " is frozen");
    }
    return Map.of("thawed", scope);
  }

  @Get("/audit")
  @RequiresRole(AccessRole.VIEWER)
  Map<String, List<Audited>> audit() {
    return Map.of("audit", audit.newest(AUDIT_MAX));
  }
}
