package io.promansible.login;

import io.promansible.fault.InputFault;
import io.promansible.identity.Accounts;
import io.promansible.identity.Passwords;
import io.promansible.identity.Sessions.Opened;
import io.promansible.identity.Sessions.Origin;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;

/** Lets people change their own password, who know the old one. */
@Singleton
public final class OwnPassword {
  private final Accounts accounts;
  private final Passwords passwords;
  private final LoginThrottle throttle;
  private final LoginBooks books;

  OwnPassword(Accounts accounts, Passwords passwords, LoginThrottle throttle, LoginBooks books) {
    this.accounts = accounts;
    this.passwords = passwords;
    this.throttle = throttle;
    this.books = books;
  }

  /**
   * Changes it; all other sessions of this person end. Guesses are slowed as those of a log-in.
   *
   * @throws InputFault when the old one is wrong, or the new one no good
   */
  public void change(Opened session, String old, String password, Origin origin) {
    String name = session.account().name();
    Optional<Duration> pause = throttle.begin(name, origin.address());
    if (pause.isPresent()) {
      throw new InputFault(
          "old", "was wrong too often; try again in %d s".formatted(pause.get().toSeconds() + 1));
    }
    if (!passwords.check(old, session.account().password())) {
      books.failed(Optional.of(name), origin);
      throw new InputFault("old", "is wrong");
    }
    throttle.succeeded(name, origin.address());
    accounts.password(name, session.account(), password, session.id());
  }
}
