package io.promansible.run;

import org.jspecify.annotations.Nullable;

/**
 * Why a host was left out of a run just before its start.
 *
 * @param why for people
 * @param until the reason, as decisions have it, by whose end it may be acted upon after all; null
 *     when nothing is to be waited for
 */
public record DroppedHost(String why, @Nullable String until) {
  /** For good. */
  public static DroppedHost forGood(String why) {
    return new DroppedHost(why, null);
  }
}
