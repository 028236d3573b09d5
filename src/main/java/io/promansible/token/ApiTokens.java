package io.promansible.token;

import io.promansible.access.Grant;
import io.promansible.audit.AuditLog;
import io.promansible.audit.AuditLog.Change;
import io.promansible.database.TimeIds;
import io.promansible.fault.InputFault;
import io.promansible.identity.RandomSecret;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes, finds and revokes the tokens that people make. */
@Singleton
public final class ApiTokens {
  /** How such a token begins, so that it is known where it was found by accident. */
  public static final String PREFIX = "pmt_";

  private static final Duration NOTED_EVERY = Duration.ofMinutes(1);
  private static final int NAME_MAX = 128;

  private final ApiTokenRepository rows;
  private final AuditLog audit;
  private final Clock clock;

  ApiTokens(ApiTokenRepository rows, AuditLog audit, Clock clock) {
    this.rows = rows;
    this.audit = audit;
    this.clock = clock;
  }

  /** A token just made; {@code secret} is shown once, and kept nowhere. */
  public record Made(ApiToken token, String secret) {
    /** Without the secret. */
    @Override
    public String toString() {
      return token.toString();
    }
  }

  /**
   * Makes a token.
   *
   * @param account whose it is to be; null for a program's
   * @param expires when it is to expire; null for never
   * @throws InputFault when the name is missing or the time over
   */
  public Made make(
      String who, String name, @Nullable String account, Grant grant, @Nullable Instant expires) {
    Instant now = clock.instant();
    if (name.isBlank() || name.length() > NAME_MAX) {
      throw new InputFault("name", "must be given, in at most " + NAME_MAX + " characters");
    }
    if (expires != null && !expires.isAfter(now)) {
      throw new InputFault("expires", expires + " is over");
    }
    String secret = PREFIX + RandomSecret.next();
    ApiToken token =
        new ApiToken(
            TimeIds.next(now),
            name,
            account,
            grant.role(),
            ApiToken.json(grant.scope()),
            RandomSecret.digest(secret),
            who,
            now,
            expires,
            null);
    audit.record(
        who,
        "token make",
        subject(token),
        new Change(null, token + (expires == null ? "" : ", until " + expires)),
        () -> {
          rows.save(token);
          return true;
        });
    return new Made(token, secret);
  }

  /** The token of a secret, if it is in force. */
  public Optional<ApiToken> find(String secret) {
    Instant now = clock.instant();
    return rows.ofDigest(RandomSecret.digest(secret))
        .filter(token -> token.expiresAt() == null || now.isBefore(token.expiresAt()))
        .map(token -> {
          if (token.usedAt() == null || token.usedAt().plus(NOTED_EVERY).isBefore(now)) {
            rows.used(token.id(), now);
          }
          return token;
        });
  }

  /** All tokens, newest first. */
  public List<ApiToken> all() {
    return rows.all();
  }

  /** The token of an id. */
  public Optional<ApiToken> find(UUID id) {
    return rows.findById(id);
  }

  /** Revokes a token: from now on it is as wrong as one that never was. */
  public void revoke(String who, ApiToken token) {
    audit.record(
        who,
        "token revoke",
        subject(token),
        new Change(token.toString(), null),
        () -> rows.revoke(token.id()) == 1);
  }

  private static String subject(ApiToken token) {
    return "token:" + token.name();
  }
}
