package io.promansible.freeze;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.promansible.settings.Crons;
import io.promansible.settings.Section;
import io.promansible.settings.Zones;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A recurring time in which the handlers and routines that it names do not start.
 *
 * @param cron when the window begins
 * @param timezone of the cron
 * @param handlers regular expressions for the names of handlers and routines that it freezes; the
 *     name {@code person} stands for runs that people ask for
 */
public record FreezeWindow(
    String name, String cron, ZoneId timezone, Duration duration, List<String> handlers) {
  public FreezeWindow {
    handlers = List.copyOf(handlers);
  }

  /** Until when the window freezes a handler; empty when it does not do so now. */
  public Optional<Instant> until(String handler, Instant now) {
    if (handlers.stream().noneMatch(pattern -> Pattern.matches(pattern, handler))) {
      return Optional.empty();
    }
    return Crons.last(cron, timezone, now)
        .map(began -> began.plus(duration))
        .filter(end -> end.isAfter(now));
  }

  /** The list {@code freeze}. */
  public static List<FreezeWindow> read(List<Section> sections) {
    List<FreezeWindow> windows = new ArrayList<>();
    for (Section section : sections) {
      List<String> handlers = section.texts("handlers", List.of(".*"));
      handlers.forEach(text -> checkPattern(section, text));
      windows.add(
          new FreezeWindow(
              section.required("name"),
              section.parsed("cron", section.required("cron"), Crons::checked),
              section.parsed("timezone", ZoneId.of("UTC"), Zones::parse),
              section.duration("duration", Duration.ofHours(1), Duration.ofMinutes(1)),
              handlers));
      section.refuse("for", "is called 'duration' here");
      section.end();
    }
    return windows;
  }

  private static void checkPattern(Section section, String text) {
    try {
      Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      section.fault(
          "handlers", "has '" + text + "', which is no regular expression: " + e.getDescription());
    }
  }
}
