package io.promansible.playbook;

import com.google.re2j.Pattern;

/**
 * The label that a role's parameter comes from.
 *
 * @param pattern what the label's whole value must match, in RE2's syntax, before it is used
 */
public record LabelSource(String label, Pattern pattern) {
  /**
   * Names, paths, addresses, versions; nothing that a shell, a template or an option is made of.
   */
  static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:@%+,=-]{1,256}");

  /** Whether a value may be used. */
  public boolean takes(String value) {
    return pattern.matcher(value).matches() && !value.startsWith("-");
  }
}
