package io.promansible.label;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/** Regular expressions of RE2, as Prometheus takes them: none of them can take for ever. */
public final class Re2 {
  private Re2() {}

  /**
   * A regular expression.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static Pattern compile(String text) {
    return compile(text, text);
  }

  /**
   * One that matches whole texts only, as Alertmanager's do.
   *
   * @throws IllegalArgumentException when it is no regular expression
   */
  public static Pattern anchored(String text) {
    return compile("^(?:" + text + ")$", text);
  }

  private static Pattern compile(String pattern, String text) {
    try {
      return Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "'%s' is not a regular expression (RE2): %s".formatted(text, e.getDescription()), e);
    }
  }
}
