package io.promansible.portal.people;

import io.promansible.portal.PageTime;
import io.promansible.token.ApiToken;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the page of tokens shows.
 *
 * @param made the token that was just made; null for none
 * @param fault what was wrong with a form; null for nothing
 */
public record TokensPage(List<ApiToken> tokens, @Nullable String made, @Nullable String fault) {
  public TokensPage {
    tokens = List.copyOf(tokens);
  }

  /** A time for people. */
  public String time(@Nullable Instant time) {
    return PageTime.of(time);
  }

  /** Without the token. */
  @Override
  public String toString() {
    return tokens.size() + " tokens";
  }
}
