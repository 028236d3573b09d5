package io.promansible.scope;

import io.promansible.access.AccessRole;
import io.promansible.access.Principal;
import io.promansible.fault.Forbidden;
import io.promansible.fault.NotFound;
import io.promansible.remediation.Remediation;
import io.promansible.remediation.RemediationRepository;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;

/** The remediations that a caller may see: by host, handler, and the roles of the handler. */
@Singleton
public final class VisibleRemediations {
  private final RemediationRepository remediations;
  private final VisibleHandlers handlers;

  VisibleRemediations(RemediationRepository remediations, VisibleHandlers handlers) {
    this.remediations = remediations;
    this.handlers = handlers;
  }

  /** Those of some remediations that a caller may see. */
  public List<Remediation> of(Principal caller, List<Remediation> rows) {
    return caller.everywhere(AccessRole.VIEWER)
        ? rows
        : rows.stream().filter(row -> sees(caller, row)).toList();
  }

  /** The remediations of some alerts that a caller may see. */
  public List<Remediation> ofAlerts(Principal caller, List<UUID> alerts) {
    return alerts.isEmpty() ? List.of() : of(caller, remediations.ofEpisodes(alerts));
  }

  private boolean sees(Principal caller, Remediation row) {
    return handlers.sees(caller, row.handler(), List.of(row.host()));
  }

  /**
   * A remediation that a caller may see.
   *
   * @throws NotFound when there is none
   */
  public Remediation find(Principal caller, UUID id) {
    return remediations
        .findById(id)
        .filter(row -> sees(caller, row))
        .orElseThrow(() -> new NotFound("no remediation " + id));
  }

  /** Whether a caller may approve or reject a remediation. */
  public boolean mayDecide(Principal caller, Remediation row) {
    return caller.may(AccessRole.OPERATOR, handlers.work(row.handler(), List.of(row.host())));
  }

  /**
   * A remediation that a caller may approve or reject.
   *
   * @throws NotFound when there is none that the caller may see
   * @throws Forbidden when the caller may see it, and no more
   */
  public Remediation operable(Principal caller, UUID id) {
    Remediation row = find(caller, id);
    if (!mayDecide(caller, row)) {
      throw new Forbidden(
          "no grant of %s as operator covers what handler %s does on %s"
              .formatted(caller.name(), row.handler(), row.host()));
    }
    return row;
  }
}
