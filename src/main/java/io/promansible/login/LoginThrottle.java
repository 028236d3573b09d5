package io.promansible.login;

import io.promansible.identity.RandomSecret;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Slows down who guesses passwords: per account and address together, per address, and per account.
 * The last is the mildest, so that nobody can keep the owner out.
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
  private final Clock clock;

  LoginThrottle(LoginFailureRepository rows, Clock clock) {
    this.rows = rows;
    this.clock = clock;
  }

  private static List<Counted> counted(String account, String address) {
    return List.of(
        new Counted(RandomSecret.digest("both\n" + account + "\n" + address), OF_BOTH),
        new Counted(RandomSecret.digest("address\n" + address), OF_ADDRESS),
        new Counted(RandomSecret.digest("account\n" + account), OF_ACCOUNT));
  }

  private static List<String> ids(List<Counted> counted) {
    return counted.stream().map(Counted::id).toList();
  }

  /** How long to wait before the next log-in is tried; empty when it may be tried now. */
  public Optional<Duration> wait(String account, String address) {
    Instant now = clock.instant();
    return rows.of(ids(counted(account, address))).stream()
        .map(LoginFailure::untilTime)
        .filter(now::isBefore)
        .max(Instant::compareTo)
        .map(until -> Duration.between(now, until));
  }

  /** Counts a failure. */
  void failed(String account, String address) {
    Instant now = clock.instant();
    rows.forgetOld(now.minus(FORGOTTEN));
    List<Counted> all = counted(account, address);
    all.forEach(counted -> {
      if (rows.more(counted.id(), now) == 0 && rows.first(counted.id(), now) == 0) {
        rows.more(counted.id(), now);
      }
    });
    for (LoginFailure known : rows.of(ids(all))) {
      all.stream()
          .filter(counted -> counted.id().equals(known.id()))
          .map(counted -> counted.pace().after(known.failures()))
          .filter(pause -> !pause.isZero())
          .forEach(pause -> rows.slow(known.id(), now.plus(pause)));
    }
  }

  /** Forgets the failures of who has logged in; those of the address stay. */
  void succeeded(String account, String address) {
    List<Counted> all = counted(account, address);
    rows.forget(List.of(all.getFirst().id(), all.getLast().id()));
  }
}
