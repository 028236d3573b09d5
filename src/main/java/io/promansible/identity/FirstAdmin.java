package io.promansible.identity;

import io.promansible.access.AccessRole;
import io.promansible.access.AccessSettings;
import io.promansible.fault.InputFault;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Lets the first person in: whoever reads the log of the service makes the first account by a link,
 * which holds once, on this node, until the service ends.
 */
@Singleton
public final class FirstAdmin {
  private final Accounts accounts;
  private final AccountRepository rows;
  private final Supplier<AccessSettings> settings;
  private final AtomicBoolean used = new AtomicBoolean();
  private final String code = RandomSecret.next();
  private final ReentrantLock lock = new ReentrantLock();

  FirstAdmin(Accounts accounts, AccountRepository rows, Supplier<AccessSettings> settings) {
    this.accounts = accounts;
    this.rows = rows;
    this.settings = settings;
  }

  /** The code of the link; empty when there is an admin already. */
  public Optional<String> code() {
    return open() ? Optional.of(code) : Optional.empty();
  }

  /** Whether a link holds. */
  public boolean holds(String given) {
    return RandomSecret.same(given, code) && open();
  }

  /** Whether nobody may do everything, and no log-in from elsewhere would make somebody. */
  private boolean open() {
    return !used.get()
        && rows.admins() == 0
        && settings.get().grants().stream()
            .noneMatch(rule -> rule.grant().role() == AccessRole.ADMIN);
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
      Account made = accounts.add(name, name, AccessRole.ADMIN, List.of(), password);
      used.set(true);
      return made;
    } finally {
      lock.unlock();
    }
  }
}
