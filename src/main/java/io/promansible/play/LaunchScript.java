package io.promansible.play;

import io.promansible.fault.Overtaken;
import java.util.Optional;

/** The shell script that starts a play. */
public final class LaunchScript {
  private static final int TOO_LATE = 96;

  /*
   * A play that comes too late does nothing: its node may have slept, and its run be another's by now.
   * The pid with its start time comes first, forced to disk: without that file nothing was started.
   * It is put in place by a hard link, which fails where there is one already: of two that were
   * started for one run, as after a crash between the start and this file, only one goes on.
   * The traps let the shell outlive a TERM to its group, so that the play has its grace and its exit
   * code is written; a child gets the signal as always. The output is a
   * file, not a pipe to us: with a pipe the play would die half-way when the service does. The exit
   * code is moved into place, so it is there whole or not at all.
   */
  static final String TEXT =
      """
      if read -r by 2> /dev/null < start-by && read -r up idle < /proc/uptime && [ "${up%%.*}" -gt "$by" ]; then exit 96; fi
      read -r stat < /proc/$$/stat && printf '%s\\n' "$stat" > pid.$$ || exit 97
      sync pid.$$ 2> /dev/null
      ln pid.$$ pid 2> /dev/null || { [ -e pid ] && exit 98; mv pid.$$ pid || exit 97; }
      rm -f pid.$$
      sync . 2> /dev/null
      trap : TERM INT HUP
      exec > output.log 2>&1 < /dev/null
      "$@"
      printf '%s\\n' "$?" > rc.new && mv rc.new rc
      """;

  private LaunchScript() {}

  /** What an exit code of the script itself says; empty when it says no more than its number. */
  public static Optional<Overtaken> overtaken(int exit) {
    return exit == TOO_LATE
        ? Optional.of(new Overtaken("its start came too late, as this machine or node was asleep"))
        : Optional.empty();
  }
}
