package io.promansible.settings;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as Prometheus writes them: {@code 30s}, {@code 5m}, {@code 1h30m}, {@code 7d}.
 *
 * <p>Units are y, w, d, h, m, s and ms in descending order, integers only (Prometheus,
 * "Configuration", {@code <duration>}).
 */
public final class Durations {
  private static final Pattern FORM =
      Pattern.compile(
          "(?:(\\d{1,9})y)?(?:(\\d{1,9})w)?(?:(\\d{1,9})d)?(?:(\\d{1,9})h)?(?:(\\d{1,9})m)?(?:(\\d{1,9})s)?(?:(\\d{1,9})ms)?");

  private static final long[] UNIT_MILLIS = {
    31_536_000_000L, 604_800_000L, 86_400_000L, 3_600_000L, 60_000L, 1_000L, 1L
  };
  private static final String[] UNITS = {"y", "w", "d", "h", "m", "s", "ms"};

  private Durations() {}

  /**
   * Reads a duration.
   *
   * @throws IllegalArgumentException when the text is not a duration
   */
  public static Duration parse(String text) {
    if (text.equals("0")) {
      return Duration.ZERO;
    }
    Matcher m = FORM.matcher(text);
    if (text.isEmpty() || !m.matches()) {
      throw new IllegalArgumentException(
          "'%s' is not a duration: write for example 30s, 5m, 2h or 7d".formatted(text));
    }
    try {
      return Duration.ofMillis(millis(m));
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("'" + text + "' is longer than time lasts", e);
    }
  }

  private static long millis(Matcher m) {
    long millis = 0;
    for (int i = 0; i < UNITS.length; i++) {
      String digits = m.group(i + 1);
      if (digits != null) {
        millis = Math.addExact(millis, Math.multiplyExact(Long.parseLong(digits), UNIT_MILLIS[i]));
      }
    }
    return millis;
  }

  /** Writes a duration in this notation, but not in years and weeks: nobody reads 365d as 1y. */
  public static String format(Duration duration) {
    long rest = duration.toMillis();
    if (rest == 0) {
      return "0s";
    }
    StringBuilder text = new StringBuilder();
    for (int i = 2; i < UNITS.length; i++) {
      long n = rest / UNIT_MILLIS[i];
      rest %= UNIT_MILLIS[i];
      if (n > 0) {
        text.append(n).append(UNITS[i]);
      }
    }
    return text.toString();
  }
}
