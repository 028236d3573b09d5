package io.promansible.label;

import com.google.re2j.Pattern;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One condition on one label, with Alertmanager's meaning: regular expressions are anchored at both
 * ends, in RE2's syntax, so matching takes linear time whatever the pattern.
 */
public final class Matcher {
  /** Alertmanager's four operators. */
  public enum Operator {
    EQUAL("="),
    NOT_EQUAL("!="),
    MATCHES("=~"),
    NOT_MATCHES("!~");

    private final String sign;

    Operator(String sign) {
      this.sign = sign;
    }

    /** The operator of a sign such as {@code !=}. */
    static Operator of(String sign) {
      return Arrays.stream(values())
          .filter(operator -> operator.sign.equals(sign))
          .findFirst()
          .orElseThrow();
    }

    String sign() {
      return sign;
    }

    boolean isPattern() {
      return this == MATCHES || this == NOT_MATCHES;
    }
  }

  private static final Pattern CLASSIC_NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");

  private final String name;
  private final Operator operator;
  private final String value;
  private final @Nullable Pattern pattern;

  /**
   * Makes a matcher of its parts.
   *
   * @throws IllegalArgumentException when the value is no regular expression but should be one
   */
  public Matcher(String name, Operator operator, String value) {
    this.name = name;
    this.operator = operator;
    this.value = value;
    this.pattern = operator.isPattern() ? Re2.anchored(value) : null;
  }

  /**
   * Reads exactly one matcher: {@code name="value"}, {@code name!=value}, {@code name=~"a|b"} or
   * {@code name!~"x.*"}.
   *
   * @throws IllegalArgumentException when the text does not parse, or has several matchers
   */
  public static Matcher parse(String text) {
    List<Matcher> all = Matchers.parse(text).all();
    if (all.size() != 1) {
      throw new IllegalArgumentException(
          "'%s' should be one matcher and has %d".formatted(text, all.size()));
    }
    return all.getFirst();
  }

  /** Whether the labels satisfy this condition. */
  public boolean matches(Labels labels) {
    String actual = labels.get(name);
    return switch (operator) {
      case EQUAL -> actual.equals(value);
      case NOT_EQUAL -> !actual.equals(value);
      case MATCHES -> found(actual);
      case NOT_MATCHES -> !found(actual);
    };
  }

  private boolean found(String actual) {
    return pattern != null && pattern.matcher(actual).matches();
  }

  /** Name, sign and value. */
  List<String> parts() {
    return List.of(name, operator.sign, value);
  }

  /** The name of the label that the condition is on. */
  public String name() {
    return name;
  }

  @Override
  public String toString() {
    return (CLASSIC_NAME.matcher(name).matches()
            ? name
            : "\"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
        + operator.sign
        + "\""
        + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n")
        + "\"";
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Matcher m && m.toString().equals(toString());
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }
}
