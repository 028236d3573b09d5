package io.promansible.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns a line with colours of a terminal into pieces of text, each with the classes of its look.
 *
 * <p>Knows SGR only (ECMA-48, 8.3.117): bold, dim, italic, underlined, and the sixteen colours of
 * text and ground. Every other control character is shown by the sign that Unicode has for it, and
 * characters that turn the direction of text by their number: nothing of a log is hidden, and
 * nothing of it acts.
 */
public final class Ansi {
  private static final Pattern SGR = Pattern.compile("\u001b\\[([0-9;]{0,40})m");
  private static final int CONTROL_PICTURES = 0x2400;
  private static final int DELETE = 0x7f;
  private static final int CODES_MAX = 16;

  private final Set<String> look = new TreeSet<>();

  /** A piece of a line; {@code look} is a list of classes with blanks between them, or empty. */
  public record Piece(String text, String look) {}

  /** The pieces of the next line; a look that a line began goes on in those behind it. */
  public List<Piece> pieces(String line) {
    List<Piece> pieces = new ArrayList<>();
    Matcher codes = SGR.matcher(line);
    int from = 0;
    while (codes.find()) {
      add(pieces, line.substring(from, codes.start()));
      change(codes.group(1));
      from = codes.end();
    }
    add(pieces, line.substring(from));
    return pieces;
  }

  /** A text without its colours, with all else that a terminal would act upon made visible. */
  public static String plain(String line) {
    return line.indexOf('\u001b') < 0 && isPlain(line)
        ? line
        : visible(SGR.matcher(line).replaceAll(""));
  }

  private void add(List<Piece> pieces, String text) {
    if (!text.isEmpty()) {
      pieces.add(new Piece(visible(text), String.join(" ", look)));
    }
  }

  private void change(String codes) {
    String[] all = codes.split(";", CODES_MAX);
    for (int i = 0; i < all.length; i++) {
      int code = all[i].isEmpty() ? 0 : Integer.parseInt(all[i].length() > 4 ? "9999" : all[i]);
      if (code == 38 || code == 48 || code == 58) {
        // A colour of 256 or more: told by what follows, and not shown.
        i += i + 1 < all.length && all[i + 1].equals("5") ? 2 : 4;
        continue;
      }
      change(code);
    }
  }

  private void change(int code) {
    if (code == 0) {
      look.clear();
    } else if (code == 1 || code == 2 || code == 3 || code == 4) {
      look.add("a" + code);
    } else if (code == 22) {
      look.removeAll(Set.of("a1", "a2"));
    } else if (code == 23 || code == 24) {
      look.remove("a" + (code - 20));
    } else if (colour(code, 30) || colour(code, 90) || code == 39) {
      look.removeIf(one -> one.startsWith("f"));
      if (code != 39) {
        look.add("f" + (code >= 90 ? code - 90 + 8 : code - 30));
      }
    } else if (colour(code, 40) || colour(code, 100) || code == 49) {
      look.removeIf(one -> one.startsWith("g"));
      if (code != 49) {
        look.add("g" + (code >= 100 ? code - 100 + 8 : code - 40));
      }
    }
  }

  private static boolean colour(int code, int first) {
    return code >= first && code < first + 8;
  }

  private static boolean isPlain(String text) {
    return text.chars().noneMatch(c -> control(c) || bidiOrLineBreak(c));
  }

  private static boolean control(int c) {
    return (c < ' ' && c != '\t') || (c >= DELETE && c < 0xa0);
  }

  /** Marks, embeddings, overrides and isolates of direction, and what joins lines. */
  private static boolean bidiOrLineBreak(int c) {
    return c == 0x061c
        || c == 0x200e
        || c == 0x200f
        || (c >= 0x2028 && c <= 0x202e)
        || (c >= 0x2066 && c <= 0x2069);
  }

  private static String visible(String text) {
    if (isPlain(text)) {
      return text;
    }
    StringBuilder shown = new StringBuilder();
    text.chars()
        .forEach(c -> {
          if (bidiOrLineBreak(c) || (c > DELETE && c < 0xa0)) {
            shown.append("<U+%04X>".formatted(c));
          } else if (control(c)) {
            shown.append((char) (c == DELETE ? CONTROL_PICTURES + 0x21 : CONTROL_PICTURES + c));
          } else {
            shown.append((char) c);
          }
        });
    return shown.toString();
  }
}
