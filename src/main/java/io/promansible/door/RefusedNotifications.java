package io.promansible.door;

/**
 * Told of notifications that are refused before they are read: their sender does not come again.
 */
@FunctionalInterface
public interface RefusedNotifications {
  /**
   * Called when a notification was refused.
   *
   * @param status the status that it was answered with
   * @param caller the address it came from
   */
  void refused(int status, String caller, String why);
}
