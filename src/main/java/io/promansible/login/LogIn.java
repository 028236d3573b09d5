package io.promansible.login;

import io.promansible.access.LoginProvider;
import io.promansible.identity.Account;
import io.promansible.identity.AccountRepository;
import io.promansible.identity.Passwords;
import io.promansible.identity.Sessions;
import io.promansible.identity.Sessions.Origin;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets people in who show who they are, and opens a session for them. */
@Singleton
public final class LogIn {
  private static final Logger LOG = LoggerFactory.getLogger(LogIn.class);
  private static final int PASSWORD_MAX = 1024;

  private final AccountRepository accounts;
  private final Passwords passwords;
  private final List<Directory> directories;
  private final LoginThrottle throttle;
  private final LoginBooks books;

  LogIn(
      AccountRepository accounts,
      Passwords passwords,
      List<Directory> directories,
      LoginThrottle throttle,
      LoginBooks books) {
    this.accounts = accounts;
    this.passwords = passwords;
    this.directories = directories;
    this.throttle = throttle;
    this.books = books;
  }

  /** How a log-in ended. */
  public sealed interface Result {
    /** It succeeded; the cookie is to hold the secret. */
    record In(String secret) implements Result {
      /** Without the secret. */
      @Override
      public String toString() {
        return "in";
      }
    }

    /** It was refused, for a reason that the person may know. */
    record Refused(String why) implements Result {}

    /** It was not even tried, as too many failed before. */
    record Later(Duration pause) implements Result {}
  }

  /** By name and password, with us or in a directory. */
  public Result byPassword(String name, String password, Origin origin) {
    Optional<Duration> pause = throttle.begin(name, origin.address());
    if (pause.isPresent()) {
      return new Result.Later(pause.get());
    }
    Optional<Account> known = accounts.findById(name);
    boolean ours = known.filter(account -> account.provider() == LoginProvider.LOCAL).isPresent();
    if (!ours && !password.isEmpty() && password.length() <= PASSWORD_MAX) {
      for (Directory directory : directories) {
        if (directory.configured()) {
          return inDirectory(directory, name, password, origin);
        }
      }
    }
    boolean right =
        passwords.check(password, known.map(Account::password).orElse(null))
            && known.filter(account -> !account.disabled()).isPresent();
    if (!right) {
      return failed(known, origin);
    }
    throttle.succeeded(name, origin.address());
    return books.in(known.orElseThrow(), "", origin);
  }

  private Result inDirectory(Directory directory, String name, String password, Origin origin) {
    return switch (directory.check(name, password)) {
      case Directory.Answer.Known(Identity identity) -> {
        throttle.succeeded(name, origin.address());
        yield by(identity, origin);
      }
      case Directory.Answer.Unknown() -> failed(accounts.findById(name), origin);
      case Directory.Answer.Away(String why) -> {
        LOG.warn("a log-in failed, as the directory cannot be asked: {}", why);
        yield new Result.Refused(wrong());
      }
    };
  }

  private Result failed(Optional<Account> known, Origin origin) {
    books.failed(known.map(Account::name), origin);
    return new Result.Refused(wrong());
  }

  /** The same words for all: which names are known here is nobody's business. */
  private String wrong() {
    return "the name or the password is wrong"
        + (directories.stream().anyMatch(Directory::configured)
            ? ", or the directory that knows it cannot be reached; the log of the service says so"
            : "");
  }

  /** Ends a session. */
  public void out(Sessions.Opened session) {
    books.out(session);
  }

  /** By what another provider says of a person. */
  public Result by(Identity identity, Origin origin) {
    return books.by(identity, origin);
  }
}
