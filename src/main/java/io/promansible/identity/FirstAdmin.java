package io.promansible.identity;

import io.promansible.access.AccessRole;
import io.promansible.fault.InputFault;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets the first person in: whoever reads the log of the service makes the first account by a link,
 * which holds once, on this node, until the service ends.
 */
@Singleton
public final class FirstAdmin {
  private final Accounts accounts;
  private final AccountRepository rows;
  private final String code = RandomSecret.next();
  private final ReentrantLock lock = new ReentrantLock();

  FirstAdmin(Accounts accounts, AccountRepository rows) {
    this.accounts = accounts;
    this.rows = rows;
  }

  /** The code of the link; empty when there is an account already. */
  public Optional<String> code() {
    return rows.count() == 0 ? Optional.of(code) : Optional.empty();
  }

  /** Whether a link holds. */
  public boolean holds(String given) {
    return RandomSecret.same(given, code) && rows.count() == 0;
  }

  /**
   * Makes the first account.
   *
   * @throws InputFault when the link does not hold, or name or password are no good
   */
  public Account make(String given, String name, String password) {
    lock.lock();
    try {
      if (!holds(given)) {
        throw new InputFault("code", "is not, or no longer, the one of this service's log");
      }
      return accounts.add(name, name, AccessRole.ADMIN, List.of(), password);
    } finally {
      lock.unlock();
    }
  }
}
