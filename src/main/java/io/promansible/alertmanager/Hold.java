package io.promansible.alertmanager;

/**
 * Why Alertmanager notifies nobody about an alert that fires.
 *
 * @param by who silenced it, which alert inhibits it, or which time intervals mute its route
 */
public record Hold(Kind kind, String by) {
  /** In which way it is held back. */
  public enum Kind {
    SILENCED,
    INHIBITED,
    MUTED
  }

  /**
   * In words.
   *
   * @param what how the alert is called, such as {@code it}
   */
  public String said(String what) {
    return switch (kind) {
      case SILENCED -> "%s silenced %s in Alertmanager".formatted(by, what);
      case INHIBITED -> "%s inhibits %s in Alertmanager".formatted(by, what);
      case MUTED -> "the time interval %s mutes %s in Alertmanager".formatted(by, what);
    };
  }
}
