package io.promansible.ansible;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a play ended, as far as its files tell.
 *
 * @param exitCode of ansible-playbook; empty when it left none, being killed
 * @param stats per host; empty when the play did not come to its end
 * @param cut why we ended it before its time, if we did
 */
public record Ending(OptionalInt exitCode, Optional<Map<String, Recap>> stats, Optional<Cut> cut) {
  /** Why a play was ended from outside. */
  public enum Cut {
    TIMED_OUT,
    CANCELLED
  }
}
