package io.promansible.run;

import org.jspecify.annotations.Nullable;

/**
 * Why a host was left out of a run just before its start.
 *
 * @param why the reason, for people
 * @param until the guard's reason that must end before the host may be acted upon; null when there
 *     is nothing to wait for
 */
public record DroppedHost(String why, @Nullable String until) {
  /** A host that is left out and need not be tried again. */
  public static DroppedHost forGood(String why) {
    return new DroppedHost(why, null);
  }
}
