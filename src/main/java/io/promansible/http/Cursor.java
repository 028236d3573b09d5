package io.promansible.http;

import io.promansible.database.AskedQuery.PageEnd;
import io.promansible.fault.InputFault;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A place in a list that is sorted newest first: the row after which the next page begins. */
public record Cursor(@Nullable Instant time, @Nullable UUID id) {
  static final int LIMIT = 50;
  static final int LIMIT_MAX = 1000;

  public static Cursor parse(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return new Cursor(null, null);
    }
    try {
      String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
      int bar = plain.indexOf('|');
      return new Cursor(
          Instant.parse(plain.substring(0, bar)), UUID.fromString(plain.substring(bar + 1)));
    } catch (IllegalArgumentException | DateTimeException | IndexOutOfBoundsException e) {
      throw new InputFault("cursor", "is none that this service gave out; begin without one");
    }
  }

  /** That row; null for the first page. */
  public @Nullable PageEnd end() {
    return time == null || id == null ? null : new PageEnd(time, id);
  }

  /** How many rows to show. */
  public static int limit(@Nullable Integer asked) {
    if (asked == null) {
      return LIMIT;
    }
    if (asked < 1 || asked > LIMIT_MAX) {
      throw new InputFault("limit", "must be from 1 to " + LIMIT_MAX);
    }
    return asked;
  }

  /** As the caller gets it. */
  String text() {
    String plain = time + "|" + id;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(plain.getBytes(StandardCharsets.UTF_8));
  }
}
