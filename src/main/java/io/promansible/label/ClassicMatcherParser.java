package io.promansible.label;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Alertmanager's classic notation of matchers (pkg/labels/parse.go, {@code ParseMatchers}): one or
 * several, separated by commas, braces around them or not.
 */
final class ClassicMatcherParser {
  // RE2's \s: without the vertical tab that Java's has.
  private static final Pattern FORM =
      Pattern.compile(
          "[\\t\\n\\f\\r ]*([a-zA-Z_:][a-zA-Z0-9_:]*)[\\t\\n\\f\\r ]*(=~|=|!=|!~)[\\t\\n\\f\\r ]*(.*?)[\\t\\n\\f\\r ]*",
          Pattern.DOTALL);

  private ClassicMatcherParser() {}

  /**
   * Reads the matchers of a text.
   *
   * @throws IllegalArgumentException when the text does not parse
   */
  static List<Matcher> parse(String text) {
    String inner = text.startsWith("{") ? text.substring(1) : text;
    inner = inner.endsWith("}") ? inner.substring(0, inner.length() - 1) : inner;
    return fragments(inner).stream().map(ClassicMatcherParser::one).toList();
  }

  /** Splits at commas outside of quotes; a comma at the very end is no harm. */
  private static List<String> fragments(String text) {
    List<String> fragments = new ArrayList<>();
    StringBuilder open = new StringBuilder();
    boolean quoted = false;
    boolean escaped = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case ',' -> {
          if (!quoted) {
            fragments.add(open.toString());
            open.setLength(0);
            continue;
          }
        }
        case '"' -> {
          quoted = escaped ? quoted : !quoted;
          escaped = false;
        }
        case '\\' -> escaped = !escaped;
        default -> escaped = false;
      }
      open.append(c);
    }
    if (!open.toString().isBlank()) {
      fragments.add(open.toString().strip());
    }
    return fragments;
  }

  private static Matcher one(String text) {
    var m = FORM.matcher(text);
    if (!m.matches()) {
      throw new IllegalArgumentException(
          "'%s' is not a matcher: write name=\"value\", name!=\"value\", name=~\"regex\" or name!~\"regex\""
              .formatted(text));
    }
    return new Matcher(m.group(1), Matcher.Operator.of(m.group(2)), value(m.group(3)));
  }

  private static String value(String raw) {
    boolean quoted = raw.startsWith("\"");
    String text = quoted ? raw.substring(1) : raw;
    StringBuilder plain = new StringBuilder();
    boolean closed = !quoted;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      char next = i + 1 < text.length() ? text.charAt(i + 1) : ' ';
      if (c == '\\' && (next == '"' || next == '\\' || next == 'n')) {
        plain.append(next == 'n' ? '\n' : next);
        i++;
      } else if (c == '"') {
        if (!quoted || i + 1 < text.length()) {
          throw quote(raw);
        }
        closed = true;
      } else {
        // Any other backslash belongs to the regular expression, as in `\.`
        plain.append(c);
      }
    }
    if (!closed) {
      throw quote(raw);
    }
    return plain.toString();
  }

  private static IllegalArgumentException quote(String raw) {
    return new IllegalArgumentException(
        raw.startsWith("=")
            ? "'=%s' begins with '=='; Alertmanager's sign for equal is '='".formatted(raw)
            : "the value '%s' has a quote that is not closed, or one inside; write \\\" for a quote"
                .formatted(raw));
  }
}
