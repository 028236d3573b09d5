package io.promansible.alert;

import java.time.Instant;

/** Instants as nanoseconds since 1970, as Alertmanager's times have them. */
final class Nanos {
  private Nanos() {}

  static long of(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
  }

  static Instant toInstant(long nanos) {
    return Instant.ofEpochSecond(0, nanos);
  }
}
