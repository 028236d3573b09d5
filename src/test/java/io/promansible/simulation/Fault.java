package io.promansible.simulation;

import io.promansible.alert.Alert;
import io.promansible.alert.AlertStatus;
import io.promansible.label.Labels;
import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** An alert as it really is. */
final class Fault {
  final String alertname;
  final String host;
  Instant began = Instant.EPOCH;
  Optional<Instant> ended = Optional.of(Instant.EPOCH);

  /** Whether its sender was told that it is stored. */
  boolean accepted;

  boolean silenced;
  private final NavigableMap<Instant, Instant> ends = new TreeMap<>();

  Fault(String alertname, String host) {
    this.alertname = alertname;
    this.host = host;
    forget();
  }

  /** As if it had never been. */
  void forget() {
    began = Instant.EPOCH;
    ended = Optional.of(Instant.EPOCH);
    accepted = false;
    silenced = false;
    ends.clear();
  }

  /** It ends. */
  void end(Instant at) {
    ended = Optional.of(at);
    ends.put(began, at);
  }

  /** When what was firing at a time ended; empty when it has not, or never fired. */
  Optional<Instant> endOf(Instant time) {
    return Optional.ofNullable(ends.floorEntry(time)).map(Map.Entry::getValue);
  }

  boolean fires() {
    return ended.isEmpty();
  }

  boolean everFired() {
    return !began.equals(Instant.EPOCH);
  }

  Labels labels() {
    return Labels.of(Map.of("alertname", alertname, "instance", host));
  }

  /** As Alertmanager's webhook sends it. */
  Alert alert() {
    return new Alert(
        fires() ? AlertStatus.FIRING : AlertStatus.RESOLVED,
        labels(),
        Labels.of(Map.of()),
        began,
        ended,
        "",
        "");
  }
}
