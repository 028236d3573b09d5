package io.promansible.identity;

import io.promansible.access.AccessRole;
import io.promansible.access.AccessSettings;
import io.promansible.access.LoginProvider;
import io.promansible.audit.AuditLog;
import io.promansible.audit.AuditLog.Change;
import io.promansible.fault.InputFault;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes and changes the accounts of people. */
@Singleton
public final class Accounts {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@+-]{0,127}");
  private static final int GROUPS_MAX = 1000;

  private final AccountRepository rows;
  private final SessionRepository sessions;
  private final Passwords passwords;
  private final AuditLog audit;
  private final Supplier<AccessSettings> settings;
  private final Clock clock;

  Accounts(
      AccountRepository rows,
      SessionRepository sessions,
      Passwords passwords,
      AuditLog audit,
      Supplier<AccessSettings> settings,
      Clock clock) {
    this.rows = rows;
    this.sessions = sessions;
    this.passwords = passwords;
    this.audit = audit;
    this.settings = settings;
    this.clock = clock;
  }

  /** All accounts, sorted by name. */
  public List<Account> all() {
    return rows.all();
  }

  /** The account of a name. */
  public Optional<Account> find(String name) {
    return rows.findById(name);
  }

  /** How many browsers an account is logged in with. */
  public int sessions(String name) {
    return sessions.count(name);
  }

  /**
   * Adds an account of our own.
   *
   * @param role that holds everywhere; null when only grants are to say what this person may do
   * @throws InputFault when the name is taken or impossible, or the password too short
   */
  public Account add(
      String who,
      String name,
      @Nullable AccessRole role,
      Collection<String> groups,
      String password) {
    requireName(name);
    if (settings.get().reserved(name)) {
      throw new InputFault("name", "'" + name + "' is the name of a token here");
    }
    requireGroups(groups);
    Passwords.require(password);
    String hash = passwords.hash(password);
    boolean added =
        audit.record(
            who,
            "user add",
            subject(name),
            "",
            () ->
                rows.add(
                        name,
                        LoginProvider.LOCAL.name(),
                        null,
                        role == null ? null : role.name(),
                        Account.json(groups),
                        hash,
                        clock.instant())
                    == 1);
    if (!added) {
      throw new InputFault("name", "'" + name + "' is taken");
    }
    return rows.findById(name).orElseThrow();
  }

  /**
   * Changes role and groups of an account.
   *
   * @param groups null leaves them as they are; those of other providers come with the log-in
   * @throws InputFault when groups are given for an account that has them from elsewhere
   */
  public void change(
      String who, Account account, @Nullable AccessRole role, @Nullable Collection<String> groups) {
    if (groups != null && account.provider() != LoginProvider.LOCAL) {
      throw new InputFault("groups", "come from " + account.provider() + " with each log-in");
    }
    String json = groups == null ? account.memberOf() : Account.json(groups);
    Account after =
        new Account(
            account.name(),
            account.provider(),
            account.subject(),
            role,
            json,
            null,
            account.disabled(),
            account.createdAt(),
            account.lastLoginAt());
    requireGroups(after.groups());
    audit.record(
        who,
        "user change",
        subject(account.name()),
        new Change(account.text(), after.text()),
        () -> rows.change(account.name(), role == null ? null : role.name(), json) == 1);
  }

  /** Disables an account and ends its sessions; its tokens stop, too. Or enables it again. */
  public void disable(String who, Account account, boolean disabled) {
    audit.record(
        who,
        disabled ? "user disable" : "user enable",
        subject(account.name()),
        "",
        () -> {
          sessions.endAll(account.name());
          return rows.disable(account.name(), disabled) == 1;
        });
  }

  /**
   * Sets a password and ends the account's sessions.
   *
   * @param keep the session to keep; null to end all
   * @throws InputFault when it is too short, or the account has none with us
   */
  public void password(String who, Account account, String password, @Nullable String keep) {
    if (account.provider() != LoginProvider.LOCAL) {
      throw new InputFault("name", "has no password here; it is kept by " + account.provider());
    }
    Passwords.require(password);
    String hash = passwords.hash(password);
    audit.record(
        who,
        "user password",
        subject(account.name()),
        "",
        () -> {
          if (keep == null) {
            sessions.endAll(account.name());
          } else {
            sessions.endOthers(account.name(), keep);
          }
          return rows.password(account.name(), hash) == 1;
        });
  }

  /** Deletes an account, its sessions and its tokens. */
  public void delete(String who, Account account) {
    audit.record(
        who,
        "user delete",
        subject(account.name()),
        new Change(account.text(), null),
        () -> {
          rows.deleteById(account.name());
          return true;
        });
  }

  /** Ends all sessions of an account. */
  public void logOut(String who, Account account) {
    audit.record(
        who,
        "user log out",
        subject(account.name()),
        "",
        () -> sessions.endAll(account.name()) > 0);
  }

  public static String subject(String name) {
    return "user:" + name;
  }

  /**
   * Checks a name.
   *
   * @throws InputFault when a person cannot be called so
   */
  public static void requireName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new InputFault(
          "name",
          "must begin with a letter or digit, and have letters, digits and . _ @ + - only, at most 128");
    }
  }

  private static void requireGroups(Collection<String> groups) {
    if (groups.size() > GROUPS_MAX
        || groups.stream().anyMatch(g -> g.isBlank() || g.length() > 256)) {
      throw new InputFault("groups", "must be at most 1000 names of at most 256 characters");
    }
  }
}
