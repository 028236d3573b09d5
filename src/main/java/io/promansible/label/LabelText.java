package io.promansible.label;

/** Replaces characters that a database or a terminal cannot hold, before anything is stored. */
public final class LabelText {
  private static final char REPLACEMENT = '\uFFFD';

  private LabelText() {}

  /**
   * Replaces NUL and lone surrogates by U+FFFD; everything else stays.
   *
   * <p>PostgreSQL refuses U+0000 in a text and takes the whole transaction with it, so one poisoned
   * label would keep its group from ever being stored. A lone surrogate has no UTF-8 form.
   */
  public static String clean(String text) {
    StringBuilder cleaned = null;
    for (int i = 0; i < text.length(); i++) {
      if (isBad(text, i)) {
        if (cleaned == null) {
          cleaned = new StringBuilder(text);
        }
        cleaned.setCharAt(i, REPLACEMENT);
      }
    }
    return cleaned == null ? text : cleaned.toString();
  }

  private static boolean isBad(String text, int i) {
    char c = text.charAt(i);
    if (c == 0) {
      return true;
    }
    if (Character.isHighSurrogate(c)) {
      return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
    }
    return Character.isLowSurrogate(c)
        && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
  }
}
