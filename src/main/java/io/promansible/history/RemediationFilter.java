package io.promansible.history;

import io.promansible.database.AskedQuery.PageEnd;
import io.promansible.remediation.RemediationState;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which remediations to list; whatever is null does not filter. */
public record RemediationFilter(
    @Nullable String state,
    @Nullable String outcome,
    @Nullable String handler,
    @Nullable String host,
    @Nullable String alertname,
    @Nullable UUID run,
    @Nullable PageEnd after) {
  /** All remediations. */
  public static final RemediationFilter ALL =
      new RemediationFilter(null, null, null, null, null, null, null);

  /** Those in a state. */
  public static RemediationFilter in(RemediationState state) {
    return new RemediationFilter(state.name(), null, null, null, null, null, null);
  }

  /** Those of a handler. */
  public static RemediationFilter ofHandler(String name) {
    return new RemediationFilter(null, null, name, null, null, null, null);
  }
}
