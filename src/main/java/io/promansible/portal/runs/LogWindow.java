package io.promansible.portal.runs;

import io.promansible.log.RunLog;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which parts of a log are open at first, and which are on the page at all. */
final class LogWindow {
  // A page of more lines is slow on a phone; the others are read once somebody opens their task.
  private static final int LINES = 2000;
  private static final int SHORT = 400;

  private LogWindow() {}

  /** All of a short log; else what failed, and the end. */
  static Set<RunLog.Section> open(List<RunLog.Section> sections, int size, boolean growing) {
    Set<RunLog.Section> open = new HashSet<>();
    boolean failed = sections.stream().anyMatch(RunLog.Section::failed);
    for (RunLog.Section section : sections) {
      if (size <= SHORT || section.failed()) {
        open.add(section);
      }
    }
    if (!sections.isEmpty() && (growing || !failed)) {
      open.add(sections.getLast());
    }
    return open;
  }

  /** The open ones first, then the others in order, as long as there is room for their lines. */
  static Set<RunLog.Section> read(List<RunLog.Section> sections, Set<RunLog.Section> open) {
    Set<RunLog.Section> read = new HashSet<>();
    int room = LINES;
    List<RunLog.Section> wanted = new ArrayList<>(sections);
    wanted.sort(Comparator.comparing((RunLog.Section one) -> !open.contains(one)));
    for (RunLog.Section section : wanted) {
      if (section.size() <= room) {
        room -= section.size();
        read.add(section);
      }
    }
    return read;
  }
}
