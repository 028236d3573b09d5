package io.promansible.settings;

import com.cronutils.model.Cron;
import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;

/** Cron schedules: five fields with names, ranges and steps, or {@code @hourly}, {@code @daily}… */
public final class Crons {
  private static final CronDefinition UNIX =
      CronDefinitionBuilder.defineCron()
          .withMinutes()
          .withStrictRange()
          .and()
          .withHours()
          .withStrictRange()
          .and()
          .withDayOfMonth()
          .withStrictRange()
          .and()
          .withMonth()
          .withStrictRange()
          .and()
          .withDayOfWeek()
          .withValidRange(0, 7)
          .withMondayDoWValue(1)
          .withIntMapping(7, 0)
          .withStrictRange()
          .and()
          .withSupportedNicknameHourly()
          .withSupportedNicknameDaily()
          .withSupportedNicknameMidnight()
          .withSupportedNicknameWeekly()
          .withSupportedNicknameMonthly()
          .withSupportedNicknameYearly()
          .withSupportedNicknameAnnually()
          .instance();

  // Any leap year before any February: what does not fire within eight years from here never does.
  private static final ZonedDateTime LOOK_FROM =
      ZonedDateTime.of(2024, 1, 1, 0, 0, 0, 0, ZoneId.of("UTC"));

  private Crons() {}

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException when it does not parse, or never fires
   */
  public static Cron parse(String text) {
    Cron cron = new CronParser(UNIX).parse(text.strip());
    if (ExecutionTime.forCron(cron).nextExecution(LOOK_FROM).isEmpty()) {
      throw new IllegalArgumentException("'" + text + "' never fires");
    }
    return cron;
  }

  /** When it fired last, at this moment or before. */
  public static Optional<Instant> last(String text, ZoneId zone, Instant now) {
    // The library looks before the time it is given, which may be the very moment.
    ZonedDateTime just = now.plusSeconds(1).atZone(zone);
    return ExecutionTime.forCron(parse(text)).lastExecution(just).map(ZonedDateTime::toInstant);
  }

  /** For {@link Section#parsed}: checks, and keeps the text. */
  public static String checked(String text) {
    parse(text);
    return text.strip();
  }
}
