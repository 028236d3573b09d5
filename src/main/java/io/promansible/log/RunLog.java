package io.promansible.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A log cut into lines and tasks. Lines are counted from 1. */
public final class RunLog {
  private static final int LINE = 400;

  private final List<String> lines;

  private RunLog(List<String> lines) {
    this.lines = lines;
  }

  /** Cuts a text. */
  public static RunLog of(String text) {
    List<String> lines = new ArrayList<>(text.split("\n", -1).length);
    for (String line : text.split("\n", -1)) {
      lines.add(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
    }
    while (!lines.isEmpty() && lines.getLast().isEmpty()) {
      lines.removeLast();
    }
    return new RunLog(lines);
  }

  /** How many lines there are. */
  public int size() {
    return lines.size();
  }

  /** A line as it is. */
  public String line(int number) {
    return lines.get(number - 1);
  }

  /** What a line is. */
  public LogLine kind(int number) {
    return LogLine.of(Ansi.plain(line(number)));
  }

  /**
   * The lines of a task, or of a play's beginning or end.
   *
   * @param title the heading without its stars; empty for what stands before the first one
   * @param from the first line, which is the heading where there is one
   * @param to the last line
   * @param failed whether something failed in it, and was not ignored
   */
  public record Section(String title, int from, int to, boolean failed) {
    /** How many lines it has. */
    public int size() {
      return to - from + 1;
    }
  }

  /** All tasks in order. Empty lines before a heading belong to the task before it. */
  public List<Section> sections() {
    List<Section> sections = new ArrayList<>();
    String title = "";
    int from = 1;
    boolean failed = false;
    for (int i = 1; i <= lines.size(); i++) {
      LogLine kind = kind(i);
      if (kind.head()) {
        add(sections, title, from, i - 1, failed);
        title = title(Ansi.plain(line(i)));
        from = i;
        failed = false;
      } else if (kind.kind().equals("failed")) {
        failed = true;
      } else if (line(i).startsWith("...ignoring")) {
        failed = false;
      }
    }
    add(sections, title, from, lines.size(), failed);
    return sections;
  }

  private void add(List<Section> sections, String title, int from, int to, boolean failed) {
    boolean blank =
        title.isEmpty()
            && lines.subList(from - 1, Math.max(from - 1, to)).stream().allMatch(String::isBlank);
    if (to >= from && !blank) {
      sections.add(new Section(title, from, to, failed));
    }
  }

  private static String title(String heading) {
    return heading.replaceFirst("\\s*\\*{3,}\\s*$", "");
  }

  /** A line in which something was found. */
  public record Match(int line, String text) {}

  /**
   * Everything that was found.
   *
   * @param matches the first of them
   * @param total how many lines have it
   */
  public record Found(List<Match> matches, int total) {}

  /** A long line is cut around what was found. */
  private static String around(String line, String wanted) {
    if (line.length() <= LINE) {
      return line;
    }
    int at = line.toLowerCase(Locale.ROOT).indexOf(wanted);
    int from = Math.max(0, Math.min(at - LINE / 2, line.length() - LINE));
    return "… " + line.substring(from, from + LINE) + " …";
  }

  /** The lines that contain a text, whatever its case; the first so many of them. */
  public Found search(String text, int most) {
    String wanted = text.toLowerCase(Locale.ROOT);
    List<Match> matches = new ArrayList<>();
    int total = 0;
    for (int i = 1; i <= lines.size(); i++) {
      String line = Ansi.plain(line(i));
      if (line.toLowerCase(Locale.ROOT).contains(wanted)) {
        total++;
        if (matches.size() < most) {
          matches.add(new Match(i, around(line, wanted)));
        }
      }
    }
    return new Found(matches, total);
  }
}
