package io.promansible.identity;

import io.promansible.fault.InputFault;
import io.promansible.identity.Sessions.Opened;
import jakarta.inject.Singleton;

/** Lets people change their own password, who know the old one. */
@Singleton
public final class OwnPassword {
  private final Accounts accounts;
  private final Passwords passwords;

  OwnPassword(Accounts accounts, Passwords passwords) {
    this.accounts = accounts;
    this.passwords = passwords;
  }

  /**
   * Changes it; all other sessions of this person end.
   *
   * @throws InputFault when the old one is wrong, or the new one no good
   */
  public void change(Opened session, String old, String password) {
    if (!passwords.check(old, session.account().password())) {
      throw new InputFault("old", "is wrong");
    }
    accounts.password(session.account().name(), session.account(), password, session.id());
  }
}
