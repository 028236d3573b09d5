package io.promansible.portal;

import org.jspecify.annotations.Nullable;

/**
 * What a page says of what somebody just did there.
 *
 * @param fault why it was refused; null when it was not
 * @param done what was done, and what happens next; null for nothing
 */
public record Notice(@Nullable String fault, @Nullable String done) {
  /** Nothing to say. */
  public static final Notice NONE = new Notice(null, null);

  /** Something was done. */
  public static Notice done(String text) {
    return new Notice(null, text);
  }

  /** Something was refused. */
  public static Notice fault(String text) {
    return new Notice(text, null);
  }
}
