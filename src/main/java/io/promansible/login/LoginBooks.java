package io.promansible.login;

import io.micronaut.transaction.TransactionOperations;
import io.promansible.access.Grant;
import io.promansible.audit.AuditLog;
import io.promansible.audit.AuditLog.Change;
import io.promansible.fault.InputFault;
import io.promansible.identity.Account;
import io.promansible.identity.AccountRepository;
import io.promansible.identity.Accounts;
import io.promansible.identity.Sessions;
import io.promansible.identity.Sessions.Origin;
import io.promansible.login.LogIn.Result;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes down log-ins: the session, the account's groups, and the audit. */
@Singleton
final class LoginBooks {
  private static final Logger LOG = LoggerFactory.getLogger(LoginBooks.class);

  private static final int GROUPS_SHOWN = 10;

  private final AccountRepository accounts;
  private final Principals principals;
  private final Sessions sessions;
  private final AuditLog audit;
  private final TransactionOperations<Connection> transactions;
  private final Clock clock;

  LoginBooks(
      AccountRepository accounts,
      Principals principals,
      Sessions sessions,
      AuditLog audit,
      TransactionOperations<Connection> transactions,
      Clock clock) {
    this.accounts = accounts;
    this.principals = principals;
    this.sessions = sessions;
    this.audit = audit;
    this.transactions = transactions;
    this.clock = clock;
  }

  /** Opens a session for a person who may do something here. */
  Result in(Account account, String note, Origin origin) {
    List<String> groups = account.groups();
    if (principals.grants(account, groups).isEmpty()) {
      return refused(account.name(), nothing(account.name(), groups) + note);
    }
    return new Result.In(
        transactions.executeWrite(status -> {
          accounts.loggedIn(account.name(), clock.instant());
          audit.record(
              account.name(),
              "log in",
              Accounts.subject(account.name()),
              new Change(null, words(account)),
              () -> true);
          return sessions.open(account.name(), origin);
        }));
  }

  private String words(Account account) {
    return principals.grants(account, account.groups()).stream()
        .map(Grant::toString)
        .distinct()
        .collect(Collectors.joining(", "));
  }

  /** Opens a session for a person whom another provider knows; makes the account if need be. */
  Result by(Identity identity, Origin origin) {
    String name = identity.name();
    try {
      Accounts.requireName(name);
    } catch (InputFault e) {
      return refused(
          "unknown", "what the provider calls you cannot be a name here: " + e.getMessage());
    }
    if (principals.reserved(name)) {
      return refused(name, "the name '%s' is that of a token here".formatted(name));
    }
    // By what the provider never gives to another: names may change, and so come to others.
    Optional<Account> known = accounts.ofSubject(identity.provider().name(), identity.subject());
    if (known.isEmpty() && accounts.existsById(name)) {
      return refused(
          name,
          "the name '%s' belongs to another person here; an admin can delete that account"
              .formatted(name));
    }
    if (known.isEmpty() && !principals.granted(name, identity.provider(), identity.groups())) {
      return refused(name, nothing(name, identity.groups()) + identity.note());
    }
    return transactions.executeWrite(status -> {
      Account account = known.map(old -> renewed(old, identity)).orElseGet(() -> made(identity));
      return account.disabled()
          ? refused(account.name(), "this account is disabled")
          : in(account, identity.note(), origin);
    });
  }

  private Account made(Identity identity) {
    String name = identity.name();
    String groups = Account.json(identity.groups());
    audit.record(
        name,
        "user add",
        Accounts.subject(name),
        new Change(null, identity.provider() + ", groups " + groups),
        () ->
            accounts.add(
                    name,
                    identity.provider().name(),
                    identity.subject(),
                    null,
                    groups,
                    null,
                    clock.instant())
                == 1);
    return accounts.findById(name).orElseThrow();
  }

  /** Keeps the groups of now, also of who is not let in: tokens and sessions hang on them. */
  private Account renewed(Account old, Identity identity) {
    String groups = Account.json(identity.groups());
    if (!groups.equals(old.memberOf())) {
      audit.record(
          old.name(),
          "user groups",
          Accounts.subject(old.name()),
          new Change(old.memberOf(), groups),
          () -> accounts.groups(old.name(), groups) == 1);
    }
    return accounts.findById(old.name()).orElseThrow();
  }

  private static String nothing(String name, List<String> groups) {
    return "no grant names '%s' or one of the groups %s; an admin can add one to access.grants"
        .formatted(name, some(groups));
  }

  private static String some(List<String> groups) {
    String first = String.join(", ", groups.subList(0, Math.min(groups.size(), GROUPS_SHOWN)));
    return groups.isEmpty()
        ? "(there are none)"
        : groups.size() <= GROUPS_SHOWN
            ? first
            : first + " and " + (groups.size() - GROUPS_SHOWN) + " more";
  }

  private Result refused(String name, String why) {
    LOG.info("{} was not let in: {}", name, why);
    audit.record(name, "log in refused", Accounts.subject(name), why);
    return new Result.Refused(why);
  }

  /** Writes down a wrong password. Names that nobody has are left out: they may be passwords. */
  void failed(Optional<String> account, Origin origin) {
    LOG.info("a log-in of {} from {} failed", account.orElse("an unknown name"), origin.address());
    audit.record(
        account.orElse("unknown"),
        "log in failed",
        account.map(Accounts::subject).orElse("user:unknown"),
        "");
  }

  /** Ends a session. */
  void out(Sessions.Opened session) {
    Account account = session.account();
    audit.record(
        account.name(),
        "log out",
        Accounts.subject(account.name()),
        "",
        () -> {
          sessions.endById(session.id());
          return true;
        });
  }
}
