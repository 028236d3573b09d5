package io.promansible.identity;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** Opens, finds and ends sessions. All nodes of one database know them. */
@Singleton
public final class Sessions {
  private static final Duration NOTED_EVERY = Duration.ofMinutes(1);
  private static final int AGENT_MAX = 256;

  private final SessionRepository rows;
  private final AccountRepository accounts;
  private final Supplier<IdentitySettings> settings;
  private final Clock clock;

  Sessions(
      SessionRepository rows,
      AccountRepository accounts,
      Supplier<IdentitySettings> settings,
      Clock clock) {
    this.rows = rows;
    this.accounts = accounts;
    this.settings = settings;
    this.clock = clock;
  }

  /** From where a person logs in. */
  public record Origin(String address, String agent) {}

  /** A session that is in force, and whose it is. */
  public record Opened(String id, Account account, String csrf) {}

  /**
   * Opens a session.
   *
   * @return what the cookie is to hold; it is kept nowhere
   */
  public String open(String account, Origin origin) {
    String secret = RandomSecret.next();
    Instant now = clock.instant();
    String agent = origin.agent();
    rows.save(
        new Session(
            RandomSecret.digest(secret),
            account,
            now,
            now,
            origin.address(),
            agent.substring(0, Math.min(agent.length(), AGENT_MAX))));
    return secret;
  }

  /** The session of a cookie; empty when it is over, or its person may not log in any more. */
  public Optional<Opened> find(String secret) {
    Instant now = clock.instant();
    return rows.findById(RandomSecret.digest(secret))
        .filter(session -> inForce(session, now))
        .flatMap(session ->
            accounts
                .findById(session.account())
                .filter(account -> !account.disabled())
                .map(account -> {
                  if (session.seenAt().plus(NOTED_EVERY).isBefore(now)) {
                    rows.seen(session.id(), now);
                  }
                  return new Opened(session.id(), account, csrf(secret));
                }));
  }

  private boolean inForce(Session session, Instant now) {
    return now.isBefore(session.seenAt().plus(settings.get().idle()))
        && now.isBefore(session.createdAt().plus(settings.get().whole()));
  }

  /**
   * What forms and scripts of a session must send along, so that no other page can speak for it.
   */
  private static String csrf(String secret) {
    return RandomSecret.digest("csrf " + secret);
  }

  /** Ends a session that is open. */
  public void endById(String id) {
    rows.end(id);
  }

  /** Ends the session of a cookie. */
  public void end(String secret) {
    rows.end(RandomSecret.digest(secret));
  }

  /** Deletes the sessions that are over; returns how many. */
  public int deleteOver(Instant now) {
    return rows.deleteOver(now.minus(settings.get().idle()), now.minus(settings.get().whole()));
  }
}
