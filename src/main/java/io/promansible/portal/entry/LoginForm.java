package io.promansible.portal.entry;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What the page of the log-in shows.
 *
 * @param csrf what the form carries
 * @param next the page to go to afterwards
 * @param name as it was given before
 * @param fault what was wrong; null at first
 * @param provider the name of the OpenID Connect provider; null for none
 * @param setup whether there is no account yet
 */
public record LoginForm(
    String csrf,
    String next,
    String name,
    @Nullable String fault,
    @Nullable String provider,
    boolean setup) {
  /** The page to go to, as the value of a parameter. */
  public String nextInAddress() {
    return URLEncoder.encode(next, StandardCharsets.UTF_8);
  }
}
