package io.promansible.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How single values are written; each refuses with a sentence that names the text. */
final class Values {
  private static final Pattern BYTES = Pattern.compile("(\\d{1,9})(KiB|MiB|GiB)?");
  private static final List<String> UNITS = List.of("", "KiB", "MiB", "GiB");

  private Values() {}

  static int count(String text, int least, int most) {
    try {
      int number = Integer.parseInt(text.strip());
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // falls through to the one message
    }
    throw new IllegalArgumentException(
        "'%s' is not a whole number from %d to %d".formatted(text, least, most));
  }

  /** {@code 512}, {@code 64KiB}, {@code 32MiB} or {@code 1GiB}, in bytes. */
  static long bytes(String text) {
    Matcher m = BYTES.matcher(text);
    if (!m.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a size: write for example 64KiB, 32MiB or 1GiB");
    }
    int shift =
        switch (String.valueOf(m.group(2))) {
          case "KiB" -> 10;
          case "MiB" -> 20;
          case "GiB" -> 30;
          default -> 0;
        };
    return Long.parseLong(m.group(1)) << shift;
  }

  static String bytes(long bytes) {
    for (int i = 3; i > 0; i--) {
      if (bytes > 0 && bytes % (1L << (10 * i)) == 0) {
        return (bytes >> (10 * i)) + UNITS.get(i);
      }
    }
    return Long.toString(bytes);
  }

  static boolean flag(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "yes", "on" -> true;
      case "false", "no", "off" -> false;
      default -> throw new IllegalArgumentException("'" + text + "' is neither true nor false");
    };
  }

  static double share(String text) {
    try {
      double number = Double.parseDouble(text.replaceFirst("%$", ""));
      if (text.endsWith("%") && number >= 0 && number <= 100) {
        return number / 100;
      }
    } catch (NumberFormatException e) {
      // falls through to the one message
    }
    throw new IllegalArgumentException("'" + text + "' is not a share from 0% to 100%");
  }

  static <E extends Enum<E>> E choice(String text, Class<E> type) {
    List<String> names = new ArrayList<>();
    for (E constant : type.getEnumConstants()) {
      if (name(constant).equals(text)) {
        return constant;
      }
      names.add(name(constant));
    }
    throw new IllegalArgumentException(
        "'%s' is not one of %s%s"
            .formatted(text, String.join(", ", names), Nearest.hint(text, names)));
  }

  static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  static URI httpAddress(String text) {
    if (!text.matches("(?i)https?://.*")) {
      throw new IllegalArgumentException("'" + text + "' is not an http:// or https:// address");
    }
    if (text.replaceFirst("(?i)https?://([^/?#]*).*", "$1").contains("@")) {
      // Do not repeat the text: the password would stand in logs.
      throw new IllegalArgumentException(
          "it has a user or password in it, which would be shown in logs and metrics and is not used; give basic_auth: {username, password_file} beside it");
    }
    URI uri;
    try {
      uri = new URI(text.replaceFirst("/+$", ""));
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(
          "it is not an http:// or https:// address: " + e.getReason(), e);
    }
    if (uri.getHost() == null || !String.valueOf(uri.getScheme()).matches("https?")) {
      throw new IllegalArgumentException("'" + text + "' is not an http:// or https:// address");
    }
    return uri;
  }
}
