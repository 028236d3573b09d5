package io.promansible.play;

/** The shell script that starts a play. */
final class LaunchScript {
  /*
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
}
