package io.promansible.alertmanager;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * One element of a time interval of Alertmanager (timeinterval/timeinterval.go). A moment lies in
 * it if it lies in one range of each field that is set.
 *
 * @param zone the zone in which the fields are meant
 */
record TimeInterval(
    Optional<List<Range>> minutes,
    Optional<List<Range>> weekdays,
    Optional<List<Range>> daysOfMonth,
    Optional<List<Range>> months,
    Optional<List<Range>> years,
    ZoneId zone) {
  private static final List<String> WEEKDAYS =
      List.of("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday");
  private static final List<String> MONTHS =
      List.of(
          "(none)",
          "january",
          "february",
          "march",
          "april",
          "may",
          "june",
          "july",
          "august",
          "september",
          "october",
          "november",
          "december");
  private static final int MINUTES = 60;

  /** The values from begin to end, both included. */
  record Range(int begin, int end) {
    boolean has(int value) {
      return begin <= value && value <= end;
    }
  }

  /**
   * Reads one element.
   *
   * @param tree its YAML, with all values as texts
   * @throws IllegalArgumentException when a value does not parse
   */
  static TimeInterval read(JsonNode tree) {
    return new TimeInterval(
        times(tree),
        ranges(tree, "weekdays", text -> named(WEEKDAYS, text, "day of the week")),
        ranges(tree, "days_of_month", text -> number(text, "day of the month")),
        ranges(tree, "months", TimeInterval::month),
        ranges(tree, "years", text -> number(text, "year")),
        zone(tree.path("location").asText("")));
  }

  private static ZoneId zone(String name) {
    try {
      return switch (name) {
        case "" -> ZoneOffset.UTC;
        case "Local" -> ZoneId.systemDefault();
        default -> ZoneId.of(name);
      };
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("'" + name + "' is no time zone", e);
    }
  }

  private static Optional<List<Range>> times(JsonNode tree) {
    if (tree.path("times").isMissingNode() || tree.path("times").isNull()) {
      return Optional.empty();
    }
    return Optional.of(
        tree.path("times")
            .valueStream()
            // Only here the end is not part of the range.
            .map(time ->
                new Range(minute(time.path("start_time")), minute(time.path("end_time")) - 1))
            .toList());
  }

  private static int minute(JsonNode text) {
    String[] parts = text.asText().split(":", -1);
    if (!text.asText().matches("\\d\\d:\\d\\d")) {
      throw new IllegalArgumentException("'" + text.asText() + "' is no time such as 09:00");
    }
    return Integer.parseInt(parts[0]) * MINUTES + Integer.parseInt(parts[1]);
  }

  private static int month(String text) {
    return text.matches("\\d+") ? Integer.parseInt(text) : named(MONTHS, text, "month");
  }

  private static int named(List<String> names, String text, String what) {
    int found = text.isEmpty() ? -1 : names.indexOf(text);
    if (found < 0) {
      throw new IllegalArgumentException("'" + text + "' is no " + what);
    }
    return found;
  }

  private static int number(String text, String what) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is no " + what, e);
    }
  }

  private static Optional<List<Range>> ranges(
      JsonNode tree, String field, ToIntFunction<String> value) {
    JsonNode node = tree.path(field);
    if (node.isMissingNode() || node.isNull()) {
      return Optional.empty();
    }
    List<Range> ranges = new ArrayList<>();
    for (JsonNode item : node) {
      String[] ends = item.asText().toLowerCase(Locale.ROOT).split(":", 2);
      int begin = value.applyAsInt(ends[0]);
      int end = ends.length == 1 ? begin : value.applyAsInt(ends[1]);
      ranges.add(new Range(begin, end));
    }
    return Optional.of(ranges);
  }

  /** Whether a moment lies in this interval. */
  boolean contains(Instant moment) {
    ZonedDateTime at = moment.atZone(zone);
    return any(minutes, at.getHour() * MINUTES + at.getMinute())
        && daysOfMonth.map(days -> days.stream().anyMatch(day -> onDay(day, at))).orElse(true)
        && any(months, at.getMonthValue())
        && any(weekdays, at.getDayOfWeek().getValue() % WEEKDAYS.size())
        && any(years, at.getYear());
  }

  private static boolean any(Optional<List<Range>> ranges, int value) {
    return ranges.map(all -> all.stream().anyMatch(range -> range.has(value))).orElse(true);
  }

  /** Negative days count from the end of the month; a range that begins behind it never holds. */
  private static boolean onDay(Range days, ZonedDateTime at) {
    int length = YearMonth.from(at).lengthOfMonth();
    int begin = days.begin() < 0 ? length + days.begin() + 1 : days.begin();
    int end = days.end() < 0 ? length + days.end() + 1 : days.end();
    return begin <= length && begin <= at.getDayOfMonth() && at.getDayOfMonth() <= end;
  }
}
