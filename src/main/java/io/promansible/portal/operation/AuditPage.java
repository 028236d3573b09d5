package io.promansible.portal.operation;

import io.promansible.audit.Audited;
import io.promansible.portal.When;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The audit as a page shows it.
 *
 * @param older the address of the next page; null on the last
 */
public record AuditPage(
    String who, String action, String subject, List<Entry> entries, @Nullable String older) {

  /** An entry, with when it was. */
  public record Entry(Audited entry, When at) {}
}
