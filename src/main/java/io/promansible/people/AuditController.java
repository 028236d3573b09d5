package io.promansible.people;

import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.exceptions.HttpStatusException;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.promansible.access.AccessRole;
import io.promansible.access.Principal;
import io.promansible.audit.AuditRepository;
import io.promansible.audit.Audited;
import io.promansible.door.RequiresRole;
import io.promansible.http.Page;
import io.promansible.http.Parameters;
import io.promansible.http.RequestThreads;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/audit}: who changed what, and who logged in. */
@Controller("/api/v1/audit")
@ExecuteOn(RequestThreads.REQUESTS)
final class AuditController {
  private final AuditRepository audit;

  AuditController(AuditRepository audit) {
    this.audit = audit;
  }

  /** A page of entries, newest first; for who may read everything. */
  @Get("{?who,action,subject,since,until,limit,cursor}")
  @RequiresRole(AccessRole.VIEWER)
  Map<String, @Nullable Object> list(
      @Nullable String who,
      @Nullable String action,
      @Nullable String subject,
      @Nullable String since,
      @Nullable String until,
      @Nullable Integer limit,
      @Nullable String cursor,
      Principal caller) {
    if (!caller.everywhere(AccessRole.VIEWER)) {
      throw new HttpStatusException(
          HttpStatus.FORBIDDEN, "the audit is for who may read everything");
    }
    Page<Audited> page =
        Page.of(
            limit,
            cursor,
            (from, most) ->
                audit.page(
                    who,
                    action,
                    subject,
                    Parameters.time("since", since),
                    Parameters.time("until", until),
                    from.id(),
                    most),
            new Page.Row<>(Audited::at, Audited::id),
            UnaryOperator.identity());
    return page.shown("audit", page.rows());
  }
}
