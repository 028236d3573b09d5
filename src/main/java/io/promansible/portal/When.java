package io.promansible.portal;

import io.promansible.settings.Durations;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * A time as pages show it.
 *
 * @param iso for programs
 * @param full with its zone, for people
 * @param words how long ago, or in how long
 */
public record When(String iso, String full, String words) {
  /** A time that there is not. */
  public static final When NEVER = new When("", "never", "never");

  private static final DateTimeFormatter FULL =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);

  /** A time as somebody reads it now. */
  public static When of(@Nullable Instant time, Instant now) {
    if (time == null) {
      return NEVER;
    }
    Duration ago = Duration.between(time, now);
    String words =
        ago.abs().compareTo(Duration.ofSeconds(1)) < 0
            ? "just now"
            : ago.isNegative() ? "in " + span(ago.negated()) : span(ago) + " ago";
    return new When(time.truncatedTo(ChronoUnit.MILLIS).toString(), FULL.format(time), words);
  }

  /** Whether there is such a time. */
  public boolean known() {
    return !iso.isEmpty();
  }

  /** A duration in its two largest units, as Prometheus writes it. */
  public static String span(Duration time) {
    ChronoUnit unit =
        time.compareTo(DAY) >= 0
            ? ChronoUnit.HOURS
            : time.compareTo(HOUR) >= 0
                ? ChronoUnit.MINUTES
                : time.compareTo(MINUTE.dividedBy(6)) >= 0 ? ChronoUnit.SECONDS : ChronoUnit.MILLIS;
    Duration cut = time.truncatedTo(unit);
    if (unit == ChronoUnit.MILLIS) {
      return time.toMillis() < 1000
          ? time.toMillis() + "ms"
          : "%.1fs".formatted(time.toMillis() / 1000.0);
    }
    return Durations.format(cut);
  }
}
