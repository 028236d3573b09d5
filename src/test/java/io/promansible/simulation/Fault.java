package io.promansible.simulation;

import java.time.Instant;
import java.util.Optional;

/** An alert as it really is. */
final class Fault {
  final String alertname;
  final String host;
  Instant began = Instant.EPOCH;
  Optional<Instant> ended = Optional.of(Instant.EPOCH);
  boolean accepted;

  Fault(String alertname, String host) {
    this.alertname = alertname;
    this.host = host;
  }

  boolean fires() {
    return ended.isEmpty();
  }
}
