package io.promansible.login;

import io.micronaut.transaction.TransactionOperations;
import io.promansible.identity.RandomSecret;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Slows down who guesses passwords: per account and address together, per address, and per account.
 * The last is the mildest, so that nobody can keep the owner out for long.
 */
@Singleton
public final class LoginThrottle {
  private static final Duration FORGOTTEN = Duration.ofHours(1);

  /**
   * How a count slows.
   *
   * @param free so many failures cost nothing
   * @param most the longest pause; each further failure doubles it from one second on
   */
  private record Pace(int free, Duration most) {
    Duration after(int failures) {
      int beyond = failures - free;
      return beyond <= 0
          ? Duration.ZERO
          : Duration.ofSeconds(Math.min(most.toSeconds(), 1L << Math.min(beyond - 1, 30)));
    }
  }

  private static final Pace OF_BOTH = new Pace(5, Duration.ofMinutes(15));
  private static final Pace OF_ADDRESS = new Pace(20, Duration.ofMinutes(5));
  private static final Pace OF_ACCOUNT = new Pace(20, Duration.ofSeconds(30));

  private record Counted(String id, Pace pace) {}

  private final LoginFailureRepository rows;
  private final TransactionOperations<Connection> transactions;
  private final Clock clock;

  LoginThrottle(
      LoginFailureRepository rows, TransactionOperations<Connection> transactions, Clock clock) {
    this.rows = rows;
    this.transactions = transactions;
    this.clock = clock;
  }

  private static List<Counted> counted(String account, String address) {
    String name = account.toLowerCase(Locale.ROOT);
    String from = network(address);
    return List.of(
        new Counted(RandomSecret.digest("both\n" + name + "\n" + from), OF_BOTH),
        new Counted(RandomSecret.digest("address\n" + from), OF_ADDRESS),
        new Counted(RandomSecret.digest("account\n" + name), OF_ACCOUNT));
  }

  /** Of IPv6 the first 64 bits: the rest is chosen by whoever has them. */
  private static String network(String address) {
    String[] parts = address.split(":", -1);
    return parts.length == 8 ? String.join(":", List.of(parts).subList(0, 4)) : address;
  }

  /**
   * Counts an attempt as failed before it is tried, so that many at once count as many.
   *
   * @return how long to wait before the next one is tried; empty when this one may be tried now
   */
  public Optional<Duration> begin(String account, String address) {
    Instant now = clock.instant();
    List<Counted> all = counted(account, address);
    return transactions.executeWrite(status -> {
      // Always in the same order, so that two of them never wait for each other.
      for (Counted counted : all) {
        rows.first(counted.id(), now);
        if (rows.more(counted.id(), now, now.minus(FORGOTTEN)) == 0) {
          status.setRollbackOnly();
          return rows.findById(counted.id())
              .map(known -> Duration.between(now, known.untilTime()))
              .or(() -> Optional.of(Duration.ofSeconds(1)));
        }
      }
      for (LoginFailure known : rows.of(all.stream().map(Counted::id).toList())) {
        all.stream()
            .filter(counted -> counted.id().equals(known.id()))
            .map(counted -> counted.pace().after(known.failures()))
            .filter(pause -> !pause.isZero())
            .forEach(pause -> rows.slow(known.id(), now.plus(pause)));
      }
      return Optional.empty();
    });
  }

  /** Takes back what was counted, as this one has succeeded. */
  public void succeeded(String account, String address) {
    List<Counted> all = counted(account, address);
    transactions.executeWrite(status -> {
      rows.forget(all.getFirst().id());
      rows.forget(all.getLast().id());
      return rows.takeBack(all.get(1).id());
    });
  }

  /** Forgets what is long ago; returns how many. */
  public int forgetOld(Instant now) {
    return rows.forgetOld(now.minus(FORGOTTEN));
  }
}
