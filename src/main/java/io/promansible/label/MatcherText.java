package io.promansible.label;

import io.promansible.label.Matcher.Operator;
import java.util.regex.Pattern;

/**
 * Alertmanager's matcher notation (pkg/labels, {@code ParseMatcher}): a name, one of four signs,
 * and a value that may be quoted; inside quotes {@code \"}, {@code \\} and {@code \n} are escapes.
 */
final class MatcherText {
  private static final Pattern FORM =
      Pattern.compile(
          "\\s*(?:\"((?:[^\"\\\\]|\\\\.)+)\"|([a-zA-Z_:][a-zA-Z0-9_:]*))\\s*(=~|!~|!=|=)\\s*(.*?)\\s*",
          Pattern.DOTALL);

  private static final Pattern QUOTED = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"", Pattern.DOTALL);

  private final String text;

  MatcherText(String text) {
    this.text = text;
  }

  Matcher read() {
    var m = FORM.matcher(text);
    if (!m.matches()) {
      throw new IllegalArgumentException(
          "'%s' is not a matcher: write name=\"value\", name!=\"value\", name=~\"regex\" or name!~\"regex\""
              .formatted(text));
    }
    String name = m.group(1) == null ? m.group(2) : unescape(m.group(1));
    return new Matcher(name, operator(m.group(3)), value(m.group(4)));
  }

  private static Operator operator(String sign) {
    return switch (sign) {
      case "=" -> Operator.EQUAL;
      case "!=" -> Operator.NOT_EQUAL;
      case "=~" -> Operator.MATCHES;
      default -> Operator.NOT_MATCHES;
    };
  }

  private String value(String raw) {
    if (QUOTED.matcher(raw).matches()) {
      return unescape(raw.substring(1, raw.length() - 1));
    }
    if (raw.indexOf('"') >= 0) {
      throw new IllegalArgumentException(
          "'%s' has a quote that is not closed, or one inside; write \\\" for a quote"
              .formatted(text));
    }
    return unescape(raw);
  }

  private static String unescape(String raw) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      boolean escape = c == '\\' && i + 1 < raw.length();
      char next = escape ? raw.charAt(i + 1) : ' ';
      if (escape && (next == '"' || next == '\\' || next == 'n')) {
        plain.append(next == 'n' ? '\n' : next);
        i++;
      } else {
        // Any other backslash belongs to the regular expression, as in `\.`
        plain.append(c);
      }
    }
    return plain.toString();
  }
}
