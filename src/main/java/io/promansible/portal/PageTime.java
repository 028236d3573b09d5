package io.promansible.portal;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Times as pages show them. */
public final class PageTime {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

  private PageTime() {}

  /** A time, or never. */
  public static String of(@Nullable Instant time) {
    return time == null ? "never" : TIME.format(time);
  }
}
