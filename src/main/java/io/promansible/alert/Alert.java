package io.promansible.alert;

import io.promansible.label.Labels;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One alert of a notification, cleaned and within the limits.
 *
 * @param startsAt when the alert began to fire, as the sender says
 * @param endsAt when the alert ended; empty while it fires (Alertmanager writes {@code
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

  /** The digest of source and labels: the same each time that this alert fires. */
  public String identity(String source) {
    return labels.digest(source);
  }

  /**
   * Key of this event, by which a repeated delivery is recognised: a digest of identity, start,
   * status and, of a resolved alert, its end.
   */
  public String eventKey(String source) {
    String end = status == AlertStatus.RESOLVED ? endsAt.map(Instant::toString).orElse("") : "";
    return labels.digest(source + '\u001f' + startsAt + '\u001f' + status + '\u001f' + end);
  }

  /** The key of the event by which an episode was opened, see {@link #eventKey}. */
  public static Optional<String> openingKey(Episode episode) {
    return episode
        .openedAt()
        .map(start ->
            new Alert(
                    AlertStatus.FIRING,
                    episode.labelSet(),
                    Labels.NONE,
                    start,
                    Optional.empty(),
                    "",
                    "")
                .eventKey(episode.source()));
  }

  /**
   * Why the alert resolved although nobody saw its condition end; Grafana says it in {@code
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
