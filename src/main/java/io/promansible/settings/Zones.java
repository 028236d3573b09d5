package io.promansible.settings;

import java.time.DateTimeException;
import java.time.ZoneId;

/** Time zones of the tz database. */
public final class Zones {
  private Zones() {}

  /**
   * Reads a time zone.
   *
   * @throws IllegalArgumentException when there is no zone of that name
   */
  public static ZoneId parse(String text) {
    try {
      return ZoneId.of(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a time zone; write for example Europe/Paris", e);
    }
  }
}
