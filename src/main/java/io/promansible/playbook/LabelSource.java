package io.promansible.playbook;

import com.google.re2j.Pattern;

/**
 * The label that a role's parameter comes from.
 *
 * @param pattern what the label's whole value must match, in RE2's syntax, before it is used
 */
public record LabelSource(String label, Pattern pattern) {
  /**
   * Names, paths, addresses, versions; no characters that a shell or a template gives a meaning.
   */
  static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:@%+,=-]{1,256}");

  /** Whether this value of the label may be used. */
  public boolean takes(String value) {
    return pattern.matcher(value).matches() && !value.startsWith("-");
  }
}
