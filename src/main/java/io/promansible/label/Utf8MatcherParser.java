package io.promansible.label;

import io.promansible.label.Matcher.Operator;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Alertmanager's newer notation of matchers (matcher/parse, since 0.27): any name may be quoted,
 * and need not be of letters, digits and underscores.
 */
final class Utf8MatcherParser {
  private static final String RESERVED = "{}!=~,\\\"'`";
  // The spaces of Go's unicode.IsSpace, beside those below U+0100.
  private static final String SPACES =
      "\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000";

  private final String text;
  private int at;

  private Utf8MatcherParser(String text) {
    this.text = text;
  }

  /**
   * Reads one or several matchers, separated by commas, with braces around all of them or none.
   *
   * @throws IllegalArgumentException when the text does not parse
   */
  static List<Matcher> parse(String text) {
    return new Utf8MatcherParser(text).all();
  }

  private List<Matcher> all() {
    List<Matcher> matchers = new ArrayList<>();
    boolean braces = take('{');
    while (!atEnd() && text.charAt(at) != '}') {
      matchers.add(one());
      if (!take(',') && !atEnd() && text.charAt(at) != '}') {
        throw fault("a comma or the end");
      }
    }
    if (braces != take('}')) {
      throw fault(braces ? "a closing brace" : "an opening brace at the beginning");
    }
    if (!atEnd()) {
      throw fault("the end");
    }
    return matchers;
  }

  private Matcher one() {
    String name = word("the name of a label");
    skip();
    Operator operator =
        Stream.of("=~", "!~", "!=", "=")
            .filter(sign -> text.startsWith(sign, at))
            .findFirst()
            .map(Operator::of)
            .orElseThrow(() -> fault("one of =, !=, =~ and !~"));
    at += operator.sign().length();
    return new Matcher(name, operator, word("a value"));
  }

  private String word(String what) {
    skip();
    if (at < text.length() && text.charAt(at) == '"') {
      return quoted();
    }
    int from = at;
    while (at < text.length()
        && !isSpace(text.charAt(at))
        && RESERVED.indexOf(text.charAt(at)) < 0) {
      at++;
    }
    if (at == from) {
      throw fault(what);
    }
    return text.substring(from, at);
  }

  /** A text in quotes, with the escapes of Go. */
  private String quoted() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int open = at++;
    while (at < text.length() && text.charAt(at) != '"') {
      int point = text.codePointAt(at);
      at += Character.charCount(point);
      if (point == '\n') {
        throw fault("no line break within quotes");
      }
      if (point == '\\') {
        escape(bytes);
      } else {
        append(bytes, point);
      }
    }
    if (at >= text.length()) {
      throw new IllegalArgumentException(
          "'%s' has a quote at character %d that is not closed".formatted(text, open + 1));
    }
    at++;
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "'" + text + "' has escapes before character " + (at + 1) + " that are not UTF-8", e);
    }
  }

  private void escape(ByteArrayOutputStream bytes) {
    char c = at < text.length() ? text.charAt(at++) : ' ';
    switch (c) {
      case 'a' -> bytes.write(7);
      case 'b' -> bytes.write('\b');
      case 'f' -> bytes.write('\f');
      case 'n' -> bytes.write('\n');
      case 'r' -> bytes.write('\r');
      case 't' -> bytes.write('\t');
      case 'v' -> bytes.write(11);
      case '\\', '"' -> bytes.write(c);
      case 'x' -> bytes.write(digits(2, 16));
      case 'u' -> append(bytes, digits(4, 16));
      case 'U' -> append(bytes, digits(8, 16));
      case '0', '1', '2', '3' -> {
        at--;
        bytes.write(digits(3, 8));
      }
      default -> throw fault("an escape such as \\n, \\\" or \\\\ before this");
    }
  }

  private int digits(int count, int radix) {
    String number = text.substring(at, Math.min(text.length(), at + count));
    try {
      if (number.length() < count || !number.matches("[0-9a-fA-F]+")) {
        throw fault(count + " digits");
      }
      at += count;
      return Integer.parseUnsignedInt(number, radix);
    } catch (NumberFormatException e) {
      throw fault(count + " digits");
    }
  }

  private void append(ByteArrayOutputStream bytes, int point) {
    if (!Character.isValidCodePoint(point) || (point >= 0xD800 && point <= 0xDFFF)) {
      throw fault("a character before this");
    }
    bytes.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
  }

  private boolean take(char sign) {
    skip();
    boolean there = at < text.length() && text.charAt(at) == sign;
    at += there ? 1 : 0;
    return there;
  }

  private boolean atEnd() {
    skip();
    return at >= text.length();
  }

  private void skip() {
    while (at < text.length() && isSpace(text.charAt(at))) {
      at++;
    }
  }

  private static boolean isSpace(char c) {
    return c == ' ' || (c >= 9 && c <= 13) || c == 0x85 || c == 0xA0 || SPACES.indexOf(c) >= 0;
  }

  private IllegalArgumentException fault(String wanted) {
    return new IllegalArgumentException(
        "'%s' is not a matcher: at character %d there should be %s"
            .formatted(text, at + 1, wanted));
  }
}
