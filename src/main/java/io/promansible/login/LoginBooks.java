package io.promansible.login;

import io.micronaut.transaction.TransactionOperations;
import io.promansible.access.Grant;
import io.promansible.audit.AuditLog;
import io.promansible.audit.AuditLog.Change;
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
  Result in(Account account, List<String> groups, Origin origin) {
    if (principals.grants(account, groups).isEmpty()) {
      return refused(account.name(), nothing(account.name(), groups));
    }
    return new Result.In(
        transactions.executeWrite(status -> {
          accounts.loggedIn(account.name(), clock.instant(), Account.json(groups));
          audit.record(
              account.name(),
              "log in",
              Accounts.subject(account.name()),
              new Change(null, words(account, groups)),
              () -> true);
          return sessions.open(account.name(), origin);
        }));
  }

  private String words(Account account, List<String> groups) {
    return principals.grants(account, groups).stream()
        .map(Grant::toString)
        .distinct()
        .collect(Collectors.joining(", "));
  }

  /** Opens a session for a person whom another provider knows; makes the account if need be. */
  Result by(Identity identity, Origin origin) {
    String name = identity.name();
    Optional<Account> known = accounts.findById(name);
    if (principals.reserved(name)) {
      return refused(name, "the name '%s' is that of a token here".formatted(name));
    }
    if (known.isEmpty() && principals.granted(name, identity.provider(), identity.groups())) {
      accounts.add(
          name,
          identity.provider().name(),
          identity.subject(),
          null,
          Account.json(identity.groups()),
          null,
          clock.instant());
      known = accounts.findById(name);
    }
    if (known.isEmpty()) {
      return refused(name, nothing(name, identity.groups()));
    }
    Account account = known.get();
    if (account.provider() != identity.provider()
        || !identity.subject().equals(account.subject())) {
      // Whoever may choose a name with the provider must not become another person by it.
      return refused(
          name,
          "the name '%s' belongs to another person here; an admin can delete that account"
              .formatted(name));
    }
    return account.disabled()
        ? refused(name, "this account is disabled")
        : in(account, identity.groups(), origin);
  }

  private static String nothing(String name, List<String> groups) {
    return "no grant names '%s' or one of the groups %s; an admin can add one to access.grants"
        .formatted(name, groups.isEmpty() ? "(there are none)" : String.join(", ", groups));
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
