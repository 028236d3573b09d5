package io.promansible.play;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a play ended, as far as its files tell.
 *
 * @param exitCode the exit code of ansible-playbook; empty when it was killed
 * @param stats Ansible's stats of each host; empty when the play did not reach its end
 * @param cut why Promansible ended the play, if it did
 * @param account what the events tell beside the stats
 */
public record Ending(
    OptionalInt exitCode,
    Optional<Map<String, Recap>> stats,
    Optional<Cut> cut,
    PlayAccount account) {
  /** An ending without an account of the events. */
  public Ending(OptionalInt exitCode, Optional<Map<String, Recap>> stats, Optional<Cut> cut) {
    this(exitCode, stats, cut, PlayAccount.NONE);
  }

  /** The recap of each host: Ansible's, or by the events of a play that broke off. */
  public Map<String, Recap> recaps() {
    return stats.orElseGet(account::recaps);
  }

  /** Why a play was ended from outside. */
  public enum Cut {
    TIMED_OUT,
    CANCELLED
  }
}
