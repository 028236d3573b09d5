package io.promansible.settings;

import com.cronutils.model.Cron;
import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

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

  // A leap year before its February: a cron that does not fire within eight years never does.
  private static final ZonedDateTime LOOK_FROM =
      ZonedDateTime.of(2024, 1, 1, 0, 0, 0, 0, ZoneId.of("UTC"));

  private static final List<String> NICKNAMES =
      List.of("@hourly", "@daily", "@midnight", "@weekly", "@monthly", "@yearly", "@annually");
  private static final int TIMES_MAX = 10_000;
  private static final Map<String, ExecutionTime> TIMES = new ConcurrentHashMap<>();

  private Crons() {}

  /** The times of a cron; each text is parsed once. */
  public static ExecutionTime times(String text) {
    if (TIMES.size() > TIMES_MAX) {
      TIMES.clear();
    }
    return TIMES.computeIfAbsent(text, schedule -> ExecutionTime.forCron(parse(schedule)));
  }

  /**
   * Reads a cron.
   *
   * @throws IllegalArgumentException when the text does not parse, never fires, or means different
   *     things to different programs
   */
  public static Cron parse(String text) {
    String[] fields = text.strip().split("\\s+", -1);
    if (fields.length != 5 && !text.strip().startsWith("@")) {
      throw new IllegalArgumentException(
          "'%s' has %d fields; a cron has five: minute, hour, day of the month, month, day of the week"
              .formatted(text, text.isBlank() ? 0 : fields.length));
    }
    if (fields.length == 1 && !NICKNAMES.contains(fields[0])) {
      throw new IllegalArgumentException(
          "'%s' is not one of %s".formatted(text, String.join(", ", NICKNAMES)));
    }
    if (fields.length == 5 && ambiguous(fields[2], fields[4])) {
      throw new IllegalArgumentException(
          "'%s' restricts the day of the month and of the week, one of them by a step of '*': some crons take both, others either; write the days out"
              .formatted(text));
    }
    if (fields.length == 5) {
      fields[4] = Weekdays.plain(fields[4]);
    }
    Cron cron = new CronParser(UNIX).parse(String.join(" ", fields));
    if (ExecutionTime.forCron(cron).nextExecution(LOOK_FROM).isEmpty()) {
      throw new IllegalArgumentException("'" + text + "' never fires");
    }
    return cron;
  }

  private static boolean ambiguous(String month, String week) {
    return (month.startsWith("*/") && !week.equals("*"))
        || (week.startsWith("*/") && !month.equals("*"));
  }

  /** When a cron fired last, at this moment or before. */
  public static Optional<Instant> last(String text, ZoneId zone, Instant now) {
    // The library looks before the time that it is given, but the cron may fire at that moment.
    ZonedDateTime just = now.plusSeconds(1).atZone(zone);
    return times(text).lastExecution(just).map(ZonedDateTime::toInstant);
  }

  /** Checks a cron and returns its text, for {@link Section#parsed}. */
  public static String checked(String text) {
    parse(text);
    return text.strip();
  }
}
