package io.promansible.play;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a play ended, as far as its files tell.
 *
 * @param exitCode of ansible-playbook; empty when it left none, being killed
 * @param stats per host; empty when the play did not come to its end
 * @param cut why we ended it before its time, if we did
 * @param account what its events tell beside the stats
 */
public record Ending(
    OptionalInt exitCode,
    Optional<Map<String, Recap>> stats,
    Optional<Cut> cut,
    PlayAccount account) {
  /** One of whose events nothing is known but the stats. */
  public Ending(OptionalInt exitCode, Optional<Map<String, Recap>> stats, Optional<Cut> cut) {
    this(exitCode, stats, cut, PlayAccount.NONE);
  }

  /** The recap of each host: Ansible's, or what the events of a play that was broken off say. */
  public Map<String, Recap> recaps() {
    return stats.orElseGet(account::recaps);
  }

  /** Why a play was ended from outside. */
  public enum Cut {
    TIMED_OUT,
    CANCELLED
  }
}
