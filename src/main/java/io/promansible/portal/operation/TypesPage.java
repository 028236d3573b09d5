package io.promansible.portal.operation;

import io.promansible.portal.When;
import io.promansible.report.AlertTypes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The names of alerts as a page shows them.
 *
 * @param query what narrows them
 * @param trouble why Prometheus' rules are not known; null when they are
 */
public record TypesPage(String query, List<Type> types, @Nullable String trouble, boolean admin) {

  /** A name, with when it came last. */
  public record Type(AlertTypes.AlertType type, When last) {}
}
