package io.promansible.log;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a line of Ansible's output is.
 *
 * @param kind head for a task or play; ok, changed (also for retries and warnings), failed,
 *     skipped, ignored, or text
 * @param host the host that the line is of; empty for none
 */
public record LogLine(String kind, String host) {
  static final LogLine TEXT = new LogLine("text", "");

  private static final Pattern RESULT =
      Pattern.compile(
          "(ok|changed|skipping|fatal|failed|included|rescued|ignored): \\[([^\\]]+)\\].*");
  private static final Pattern RETRY = Pattern.compile("FAILED - RETRYING: \\[([^\\]]+)\\].*");
  private static final Pattern HEAD =
      Pattern.compile("(TASK|PLAY|RUNNING HANDLER|PLAY RECAP|NO MORE HOSTS LEFT)\\b.*\\*{3,}\\s*");
  private static final Pattern RECAP =
      Pattern.compile("(\\S+)\\s+: ok=\\d+ .*unreachable=(\\d+) +failed=(\\d+).*");
  private static final Map<String, String> KINDS =
      Map.of("skipping", "skipped", "fatal", "failed", "included", "ok", "rescued", "ok");

  static LogLine of(String line) {
    if (HEAD.matcher(line).matches()) {
      return new LogLine("head", "");
    }
    Matcher result = RESULT.matcher(line);
    if (result.matches()) {
      String word = result.group(1).toLowerCase(Locale.ROOT);
      return new LogLine(KINDS.getOrDefault(word, word), result.group(2).split(" ", 2)[0]);
    }
    Matcher retry = RETRY.matcher(line);
    if (retry.matches()) {
      return new LogLine("changed", retry.group(1));
    }
    Matcher recap = RECAP.matcher(line);
    if (recap.matches()) {
      boolean good = recap.group(2).equals("0") && recap.group(3).equals("0");
      return new LogLine(good ? "ok" : "failed", recap.group(1));
    }
    return line.startsWith("ERROR!") || line.startsWith("[ERROR]")
        ? new LogLine("failed", "")
        : line.startsWith("[WARNING]") ? new LogLine("changed", "") : TEXT;
  }

  /** Whether a task or play begins here. */
  public boolean head() {
    return kind.equals("head");
  }
}
