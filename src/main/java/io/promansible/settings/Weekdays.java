package io.promansible.settings;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The field of a cron for the day of the week, as crontab(5) has it: 0 to 7, both ends Sunday, or
 * names; written out as plain numbers, as the library treats Sunday in another way.
 */
final class Weekdays {
  private static final List<String> NAMES =
      List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");
  private static final int SUNDAY = 7;
  private static final Pattern ITEM =
      Pattern.compile("(\\*|[a-z0-9]+)(?:-([a-z0-9]+))?(?:/(\\d{1,2}))?");

  private Weekdays() {}

  /**
   * The days as numbers from 0 to 6; {@code *} stays, and so does a field that does not parse, for
   * the library to say so.
   *
   * @throws IllegalArgumentException when a range runs backwards, or a step is 0
   */
  static String plain(String field) {
    if (field.equals("*")) {
      return field;
    }
    Set<Integer> days = new TreeSet<>();
    for (String item : field.toLowerCase(Locale.ROOT).split(",", -1)) {
      Matcher m = ITEM.matcher(item);
      if (!m.matches()) {
        return field;
      }
      int step = m.group(3) == null ? 1 : Integer.parseInt(m.group(3));
      int from = m.group(1).equals("*") ? 0 : day(m.group(1));
      int to = end(m, from);
      if (from < 0 || to < 0 || to > SUNDAY) {
        return field;
      }
      if (step == 0) {
        throw new IllegalArgumentException("'" + item + "' has a step of 0");
      }
      if (from > to) {
        throw new IllegalArgumentException(
            "'%s' runs backwards; write the days out, such as sat,sun,mon".formatted(item));
      }
      for (int day = from; day <= to; day += step) {
        days.add(day % SUNDAY);
      }
    }
    return days.size() == SUNDAY
        ? "*"
        : days.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  private static int end(Matcher item, int from) {
    if (item.group(2) != null) {
      int to = day(item.group(2));
      // A range that ends on Sunday runs up to it, whether it is called 0, 7 or sun.
      return to == 0 && from > 0 ? SUNDAY : to;
    }
    if (item.group(1).equals("*")) {
      return SUNDAY - 1;
    }
    return item.group(3) == null ? from : SUNDAY;
  }

  /** The number of a day, from its name or number; -1 when the text is neither. */
  private static int day(String text) {
    return text.matches("\\d") ? Integer.parseInt(text) : NAMES.indexOf(text);
  }
}
