package io.promansible.access;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tells who a caller is from the {@code Authorization} header alone, before any body is read. */
public final class TokenAuthenticator {
  /** The name of whoever is let in without a token. */
  public static final String NOBODY = "anonymous";

  private static final Principal ANONYMOUS =
      new Principal(
          NOBODY, EnumSet.of(AccessRole.WEBHOOK, AccessRole.INVENTORY, AccessRole.VIEWER));

  private final Supplier<AccessSettings> settings;
  private final Supplier<Token> generated;

  /**
   * Lets callers in by the tokens that are in force.
   *
   * @param generated gives the admin token that this machine makes for itself; it is asked for, and
   *     valid, only while no token is configured
   */
  public TokenAuthenticator(Supplier<AccessSettings> settings, Supplier<Token> generated) {
    this.settings = settings;
    this.generated = generated;
  }

  /** Whether tokens are configured; without them only loopback is served. */
  public boolean guarded() {
    return !settings.get().tokens().isEmpty();
  }

  /**
   * The caller; empty when the credentials are wrong, or missing though tokens are configured.
   *
   * @param authorization {@code Bearer TOKEN}, or {@code Basic} with the token's name as user and
   *     the token as password, as Alertmanager's http_config sends them
   */
  public Optional<Principal> admit(@Nullable String authorization) {
    if (authorization == null || authorization.isBlank()) {
      return guarded() ? Optional.empty() : Optional.of(ANONYMOUS);
    }
    String[] parts = authorization.strip().split("\\s+", 2);
    if (parts.length < 2) {
      return Optional.empty();
    }
    return switch (parts[0].toLowerCase(Locale.ROOT)) {
      case "bearer" -> byToken(null, parts[1]);
      case "basic" -> basic(parts[1]);
      default -> Optional.empty();
    };
  }

  private Optional<Principal> basic(String encoded) {
    try {
      String text = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
      int colon = text.indexOf(':');
      return colon < 0
          ? Optional.empty()
          : byToken(text.substring(0, colon), text.substring(colon + 1));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Optional<Principal> byToken(@Nullable String name, String secret) {
    Optional<Principal> found = Optional.empty();
    // Compare all tokens, even after a match, so that the time taken tells nothing.
    for (Token token : guarded() ? settings.get().tokens() : List.of(generated.get())) {
      if (token.matches(secret) && (name == null || name.equals(token.name()))) {
        found = Optional.of(new Principal(token.name(), token.role().included()));
      }
    }
    return found;
  }
}
