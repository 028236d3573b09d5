package io.promansible.history;

import io.promansible.alert.EpisodeState;
import io.promansible.database.AskedQuery.PageEnd;
import org.jspecify.annotations.Nullable;

/** Which alerts to list; whatever is null does not filter. */
public record AlertFilter(
    @Nullable String state,
    @Nullable String alertname,
    @Nullable String host,
    @Nullable PageEnd after) {
  /** All alerts. */
  public static final AlertFilter ALL = new AlertFilter(null, null, null, null);

  /** Those that fire. */
  public static final AlertFilter FIRING =
      new AlertFilter(EpisodeState.FIRING.name(), null, null, null);

  /** Those that were decided upon for a host. */
  public static AlertFilter ofHost(String host) {
    return new AlertFilter(null, null, host, null);
  }
}
