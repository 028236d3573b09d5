package io.promansible.alertmanager;

/**
 * What holds back the notifications of a firing alert in Alertmanager.
 *
 * @param by the author of the silence, the inhibiting alert, or the muting time intervals
 */
public record Hold(Kind kind, String by) {
  /** How an alert is held back. */
  public enum Kind {
    SILENCED,
    INHIBITED,
    MUTED
  }

  /**
   * The hold in words.
   *
   * @param what what the text calls the alert, such as {@code it}
   */
  public String said(String what) {
    return switch (kind) {
      case SILENCED -> "%s silenced %s in Alertmanager".formatted(by, what);
      case INHIBITED -> "%s inhibits %s in Alertmanager".formatted(by, what);
      case MUTED -> "the time interval %s mutes %s in Alertmanager".formatted(by, what);
    };
  }
}
