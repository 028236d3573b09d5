package io.promansible.http;

import io.promansible.fault.InputFault;
import io.promansible.settings.Durations;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads and checks query parameters: a value that is not possible is the caller's fault. */
public final class Parameters {
  private Parameters() {}

  /** The name of an enum's constant as it is stored, from its lower-case form in a request. */
  public static <E extends Enum<E>> @Nullable String constant(
      String name, @Nullable String text, Class<E> type) {
    if (text == null || text.isEmpty()) {
      return null;
    }
    List<String> known = new ArrayList<>();
    for (E constant : type.getEnumConstants()) {
      if (lower(constant).equals(text)) {
        return constant.name();
      }
      known.add(lower(constant));
    }
    throw new InputFault(name, "'" + text + "' is not one of " + String.join(", ", known));
  }

  /**
   * A constant that must be given, in lower case.
   *
   * @throws InputFault when it is missing, or none of them
   */
  public static <E extends Enum<E>> E required(String name, @Nullable String text, Class<E> type) {
    String found = constant(name, text, type);
    if (found == null) {
      throw new InputFault(
          name,
          "is missing; it is one of "
              + Arrays.stream(type.getEnumConstants())
                  .map(Parameters::shown)
                  .collect(Collectors.joining(", ")));
    }
    return Enum.valueOf(type, found);
  }

  /** A time in RFC 3339. */
  public static @Nullable Instant time(String name, @Nullable String text) {
    if (text == null || text.isEmpty()) {
      return null;
    }
    try {
      // A '+' of an offset arrives as a blank where the caller did not escape it.
      return OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
    } catch (DateTimeException e) {
      throw new InputFault(
          name, "'" + text + "' is not a time in RFC 3339, such as 2026-11-21T03:00:00Z");
    }
  }

  /** A duration such as {@code 30m}. */
  public static Duration duration(String name, @Nullable String text, Duration fallback) {
    if (text == null || text.isEmpty()) {
      return fallback;
    }
    try {
      return Durations.parse(text);
    } catch (IllegalArgumentException e) {
      throw new InputFault(name, String.valueOf(e.getMessage()));
    }
  }

  /** A constant of an enum as the API shows it: in lower case. */
  public static @Nullable String shown(@Nullable Enum<?> constant) {
    return constant == null ? null : lower(constant);
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
