package io.promansible.access;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a caller brings along to show who they are, in the header of a token. */
public sealed interface Credentials {
  /** No header. */
  record None() implements Credentials {}

  /** A header that nothing can be made of. */
  record Malformed() implements Credentials {}

  /**
   * A token.
   *
   * @param name of the token; null where only the token itself was sent
   */
  record OfToken(@Nullable String name, String secret) implements Credentials {
    /** Without the token: it must not come into a log. */
    @Override
    public String toString() {
      return "a token";
    }
  }

  /**
   * Reads the headers.
   *
   * @param authorization {@code Bearer TOKEN}, or {@code Basic} with the token's name as user and
   *     the token as password, as Alertmanager's http_config sends them
   * @param coffee the header {@code COFFEE_TOKEN}: a token, as the seed's clients send it
   */
  static Credentials of(@Nullable String authorization, @Nullable String coffee) {
    if (authorization == null || authorization.isBlank()) {
      return coffee == null || coffee.isBlank() ? new None() : new OfToken(null, coffee.strip());
    }
    String[] parts = authorization.strip().split("\\s+", 2);
    if (parts.length < 2) {
      return new Malformed();
    }
    return switch (parts[0].toLowerCase(Locale.ROOT)) {
      case "bearer" -> new OfToken(null, parts[1]);
      case "basic" -> basic(parts[1]);
      default -> new Malformed();
    };
  }

  private static Credentials basic(String encoded) {
    try {
      String text = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
      int colon = text.indexOf(':');
      return colon < 0
          ? new Malformed()
          : new OfToken(text.substring(0, colon), text.substring(colon + 1));
    } catch (IllegalArgumentException e) {
      return new Malformed();
    }
  }
}
