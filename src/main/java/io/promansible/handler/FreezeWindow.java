package io.promansible.handler;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.promansible.settings.Crons;
import io.promansible.settings.Section;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A time in which nothing starts.
 *
 * @param cron when it begins
 * @param handlers patterns of the names it holds for
 */
public record FreezeWindow(String name, String cron, Duration duration, List<String> handlers) {
  /** Copies. */
  public FreezeWindow {
    handlers = List.copyOf(handlers);
  }

  /** The list {@code freeze}. */
  public static List<FreezeWindow> read(List<Section> sections) {
    List<FreezeWindow> windows = new ArrayList<>();
    for (Section section : sections) {
      section.withoutEffect("cron");
      List<String> handlers = section.texts("handlers", List.of(".*"));
      handlers.forEach(text -> checkPattern(section, text));
      windows.add(
          new FreezeWindow(
              section.required("name"),
              section.parsed("cron", section.required("cron"), Crons::checked),
              section.duration("duration", Duration.ofHours(1), Duration.ofMinutes(1)),
              handlers));
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
