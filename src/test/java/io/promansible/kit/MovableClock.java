package io.promansible.kit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/** The machine's clock, which a test may set as an administrator or a leap of NTP does. */
public final class MovableClock extends Clock {
  private final Clock real = Clock.systemUTC();
  private volatile Duration off = Duration.ZERO;

  /** Moves it, from where it stands. */
  public void move(Duration by) {
    off = off.plus(by);
  }

  @Override
  public Instant instant() {
    return real.instant().plus(off).truncatedTo(ChronoUnit.MICROS);
  }

  @Override
  public ZoneId getZone() {
    return real.getZone();
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
