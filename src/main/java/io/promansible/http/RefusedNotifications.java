package io.promansible.http;

/**
 * Told of notifications that are refused before they are read: their sender does not come again.
 */
@FunctionalInterface
public interface RefusedNotifications {
  /**
   * One was refused.
   *
   * @param status what it was answered
   * @param caller the address it came from
   */
  void refused(int status, String caller, String why);
}
