package io.promansible.database;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The time of the database, which all nodes share: limits, leases and schedules go by it. Between
 * two looks at the database it goes by this machine's clock.
 */
public final class DatabaseClock extends Clock {
  /** Differences below this are the way to the database and back, and do not move the clock. */
  private static final Duration NOISE = Duration.ofMillis(100);

  private static final Duration MOST = Duration.ofSeconds(2);

  private final Clock machine;
  private volatile Duration ahead = Duration.ZERO;

  /** A clock that is this machine's until it is told otherwise. */
  public DatabaseClock(Clock machine) {
    this.machine = machine;
  }

  /** Looks at the database's time, and goes by it from now on. */
  public void follow(Supplier<Instant> database) {
    Instant asked = machine.instant();
    Instant theirs = database.get();
    Instant answered = machine.instant();
    Duration way = Duration.between(asked, answered);
    Duration now = Duration.between(theirs, asked.plus(way.dividedBy(2)));
    Duration noise = way.compareTo(NOISE) > 0 ? way : NOISE;
    if (now.minus(ahead).abs().compareTo(noise) > 0) {
      ahead = now;
    }
  }

  /** By how much this machine's clock is ahead of the database's; negative when it is behind. */
  public Duration ahead() {
    return ahead;
  }

  /** Says when the two clocks differ by more than two seconds. */
  public Optional<String> trouble() {
    Duration off = ahead;
    return off.abs().compareTo(MOST) <= 0
        ? Optional.empty()
        : Optional.of(
            "this machine's clock is %.1f s %s the database's, by which everything here goes; set both by NTP"
                .formatted(
                    Math.abs(off.toMillis()) / 1000.0, off.isNegative() ? "behind" : "ahead of"));
  }

  @Override
  public Instant instant() {
    return machine.instant().minus(ahead);
  }

  @Override
  public ZoneId getZone() {
    return machine.getZone();
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return new DatabaseClock(machine.withZone(zone));
  }
}
