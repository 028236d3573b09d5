package io.promansible.log;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A log cut into lines and tasks. Lines are counted from 1; where lines were left out, their
 * numbers are left out, too, so that a line keeps its number while the log grows.
 */
public final class RunLog {
  /** The line that stands for some that were left out: how many bytes and lines. */
  public static final String LEFT_OUT = "… (%d bytes, %d lines left out, runs.log_max) …";

  private static final Pattern GAP =
      Pattern.compile("… \\(\\d{1,18} bytes, (\\d{1,8}) lines left out, runs\\.log_max\\) …");
  private static final int LINE = 400;

  private final List<String> lines;
  private final int[] numbers;
  // Found once: people ask for the same log window by window.
  private @Nullable List<Section> sections;

  private RunLog(List<String> lines) {
    this.lines = lines;
    this.numbers = new int[lines.size()];
    int next = 1;
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = next;
      // A log may hold many such lines that are no such gaps: the numbers stay numbers all the
      // same.
      next = (int) Math.min(Integer.MAX_VALUE / 2 + i, (long) next + leftOut(lines.get(i)));
    }
  }

  /** For how many lines a line stands. */
  private static int leftOut(String line) {
    if (!line.startsWith("… (")) {
      return 1;
    }
    Matcher gap = GAP.matcher(line);
    return gap.matches() ? Math.max(1, Integer.parseInt(gap.group(1))) : 1;
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

  /** The number of the last line; 0 where there is none. */
  public int size() {
    return numbers.length == 0 ? 0 : numbers[numbers.length - 1];
  }

  /** The numbers of the lines that are there, from one to another, both included. */
  public IntStream numbers(int from, int to) {
    int first = Arrays.binarySearch(numbers, from);
    return Arrays.stream(numbers, first < 0 ? -first - 1 : first, numbers.length)
        .takeWhile(number -> number <= to);
  }

  /** The numbers of all lines that are there. */
  public IntStream numbers() {
    return Arrays.stream(numbers);
  }

  /**
   * A line as it is.
   *
   * @throws IndexOutOfBoundsException when there is no such line, or it was left out
   */
  public String line(int number) {
    return lines.get(Arrays.binarySearch(numbers, number));
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

  /**
   * All tasks in order. Empty lines before a heading belong to the task before it; where lines were
   * left out, what follows them is a part of its own.
   */
  public synchronized List<Section> sections() {
    if (sections == null) {
      sections = cut();
    }
    return sections;
  }

  private List<Section> cut() {
    List<Section> found = new ArrayList<>();
    String title = "";
    int from = 0;
    boolean failed = false;
    for (int i = 0; i < numbers.length; i++) {
      String line = lines.get(i);
      LogLine kind = LogLine.of(Ansi.plain(line));
      boolean gap = i + 1 < numbers.length && numbers[i + 1] > numbers[i] + 1;
      if (kind.head() || gap) {
        add(found, title, from, i, failed);
        title = gap ? line : title(Ansi.plain(line));
        from = i;
        failed = false;
      } else if (kind.kind().equals("failed")) {
        failed = true;
      } else if (line.startsWith("...ignoring")) {
        failed = false;
      }
      if (gap) {
        found.add(new Section(title, numbers[i], numbers[i], false));
        title = "What follows";
        from = i + 1;
      }
    }
    add(found, title, from, numbers.length, failed);
    return List.copyOf(found);
  }

  /** Adds the lines from one place to before another. */
  private void add(List<Section> found, String title, int from, int to, boolean failed) {
    if (to > from
        && !(title.isEmpty() && lines.subList(from, to).stream().allMatch(String::isBlank))) {
      found.add(new Section(title, numbers[from], numbers[to - 1], failed));
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
    for (int i = 0; i < numbers.length; i++) {
      String line = Ansi.plain(lines.get(i));
      if (line.toLowerCase(Locale.ROOT).contains(wanted)) {
        total++;
        if (matches.size() < most) {
          matches.add(new Match(numbers[i], around(line, wanted)));
        }
      }
    }
    return new Found(matches, total);
  }
}
