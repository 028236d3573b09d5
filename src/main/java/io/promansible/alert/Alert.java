package io.promansible.alert;

import io.promansible.label.Labels;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One alert of a notification, cleaned and within the limits.
 *
 * @param startsAt when it began to fire, as the sender says
 * @param endsAt when it ended; empty while it fires (Alertmanager writes {@code
 *     0001-01-01T00:00:00Z})
 * @param fingerprint Alertmanager's hash of the labels: for display only, it can be forged
 */
public record Alert(
    AlertStatus status,
    Labels labels,
    Labels annotations,
    Instant startsAt,
    Optional<Instant> endsAt,
    String generatorUrl,
    String fingerprint) {

  private static final int REASON_MAX = 200;

  /** Who this alert is: the same for every firing of the same labels from the same source. */
  public String identity(String source) {
    return labels.digest(source);
  }

  /**
   * What happened, so that a repeat is known as one: identity, start, status, and the end of a
   * resolved one.
   */
  public String eventKey(String source) {
    String end = status == AlertStatus.RESOLVED ? endsAt.map(Instant::toString).orElse("") : "";
    return labels.digest(source + '\u001f' + startsAt + '\u001f' + status + '\u001f' + end);
  }

  /**
   * Why it resolved though its condition was not seen to end: Grafana says so in {@code
   * grafana_state_reason}, such as MissingSeries, NoData, Error or Paused.
   */
  public Optional<String> vanished() {
    return Stream.of(annotations, labels)
        .map(from -> from.get("grafana_state_reason"))
        .filter(reason -> status == AlertStatus.RESOLVED && !reason.isBlank())
        .findFirst()
        .map(reason -> reason.substring(0, Math.min(reason.length(), REASON_MAX)));
  }

  /** The label {@code alertname}; empty when the sender left it out. */
  public String alertname() {
    return labels.get("alertname");
  }
}
