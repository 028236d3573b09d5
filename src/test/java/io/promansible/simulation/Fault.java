package io.promansible.simulation;

import io.promansible.alert.Alert;
import io.promansible.alert.AlertStatus;
import io.promansible.label.Labels;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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

  /** Whether a person said that it is over, though it fires. */
  boolean closed;

  private final NavigableMap<Instant, Instant> ends = new TreeMap<>();
  private final List<Alert> sent = new ArrayList<>();

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
    closed = false;
    ends.clear();
    sent.clear();
  }

  /** It begins to fire. */
  void begin(Instant at) {
    began = at;
    ended = Optional.empty();
    accepted = false;
    closed = false;
  }

  /** It ends. */
  void end(Instant at) {
    ended = Optional.of(at);
    ends.put(began, at);
  }

  /** The clock is set back: what ended later by it than now has just ended. */
  void clockIsBackAt(Instant now) {
    NavigableMap<Instant, Instant> all = new TreeMap<>(ends);
    ends.clear();
    all.forEach((start, end) -> ends.put(earlier(start, now), earlier(end, now)));
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
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

  /** The condition for the rows of its episodes. */
  String isIn() {
    return "alertname = '%s' AND labels LIKE '%%\"%s\"%%'".formatted(alertname, host);
  }

  /** As Alertmanager's webhook sends it now. */
  Alert alert() {
    Alert now =
        new Alert(
            fires() ? AlertStatus.FIRING : AlertStatus.RESOLVED,
            labels(),
            Labels.of(Map.of()),
            began,
            ended,
            "",
            "");
    if (sent.isEmpty() || !sent.getLast().equals(now)) {
      sent.add(now);
    }
    return now;
  }

  /** As it was sent some changes ago. */
  Alert earlier(int changes) {
    return sent.isEmpty() ? alert() : sent.get(Math.max(0, sent.size() - 1 - changes));
  }
}
