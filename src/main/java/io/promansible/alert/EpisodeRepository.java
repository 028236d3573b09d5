package io.promansible.alert;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.CrudRepository;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The table {@code episode}, and parts of {@code alert_event} and {@code quarantined_alert}. What
 * is read under a lock is as its last change left it; all else knows the repeats since, too.
 */
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface EpisodeRepository extends CrudRepository<Episode, UUID> {
  /** Episodes {@code e}, with what repeats told since their last change; a WHERE follows. */
  String SELECT =
      """
      SELECT e.id, e.alert_id, e.source, e.alertname, e.labels, e.annotations, e.fingerprint,
        e.generator_url, e.starts_nanos, e.state, e.first_seen,
        CASE WHEN r.last_seen > e.last_seen THEN r.last_seen ELSE e.last_seen END AS last_seen,
        e.resolved_at, e.confirmed OR COALESCE(r.confirmed, FALSE) AS confirmed, e.vanished,
        CASE WHEN e.told_at IS NULL OR r.told_at > e.told_at THEN r.told_at ELSE e.told_at END
          AS told_at, e.opened_nanos
      FROM episode e LEFT JOIN episode_repeat r ON r.episode_id = e.id
      """;

  @Override
  @Query(SELECT + "WHERE e.id = :id")
  Optional<Episode> findById(UUID id);

  /** The newest episode of an alert; locks its row until the end of the transaction. */
  @Query(
      """
      SELECT * FROM episode WHERE alert_id = :alertId
      ORDER BY starts_nanos DESC, first_seen DESC LIMIT 1 FOR UPDATE\
      """)
  Optional<Episode> latestForUpdate(String alertId);

  /** The newest episode of each alert; locks the rows until the end of the transaction. */
  @Query(
      """
      SELECT * FROM episode e WHERE e.alert_id IN (:alertIds)
        AND NOT EXISTS (SELECT 1 FROM episode n
          WHERE n.alert_id = e.alert_id AND n.starts_nanos > e.starts_nanos)
      FOR UPDATE\
      """)
  List<Episode> latestForUpdate(Collection<String> alertIds);

  /** The newest episode of each alert, without a lock. */
  @Query(
      SELECT
          + """
          WHERE e.alert_id IN (:alertIds)
            AND NOT EXISTS (SELECT 1 FROM episode n
              WHERE n.alert_id = e.alert_id AND n.starts_nanos > e.starts_nanos)\
          """)
  List<Episode> latest(Collection<String> alertIds);

  /** The newest episode of an alert, without a lock. */
  @Query(
      SELECT
          + """
          WHERE e.alert_id = :alertId ORDER BY e.starts_nanos DESC, e.first_seen DESC LIMIT 1\
          """)
  Optional<Episode> latest(String alertId);

  /** The start of the episode before the newest one. */
  @Query(
      """
      SELECT MAX(starts_nanos) FROM episode
      WHERE alert_id = :alertId AND id <> :newest\
      """)
  Optional<Long> startBefore(String alertId, UUID newest);

  /** Whether this alert opened an episode, of whatever age. */
  default boolean openedBy(Alert alert, String alertId) {
    return alert.status() == AlertStatus.FIRING && opened(alertId, Nanos.of(alert.startsAt()));
  }

  @Query("SELECT COUNT(*) > 0 FROM episode WHERE alert_id = :alertId AND opened_nanos = :start")
  boolean opened(String alertId, long start);

  /** How many of the newest 1,000 episodes of an alert began since a time. */
  @Query(
      """
      SELECT COUNT(*) FROM (
        SELECT first_seen FROM episode WHERE alert_id = :alertId
        ORDER BY starts_nanos DESC LIMIT 1000) newest WHERE first_seen > :since\
      """)
  int beganSince(String alertId, Instant since);

  /** The firing episodes of an alertname, oldest first. */
  @Query(
      SELECT
          + """
          WHERE e.state = 'FIRING' AND e.alertname = :alertname
            AND e.first_seen >= :since ORDER BY e.first_seen LIMIT :most\
          """)
  List<Episode> firingOf(String alertname, Instant since, int most);

  /** Keeps an alert that could not be understood; a repeat of it is kept once. */
  @Query(
      """
      INSERT INTO quarantined_alert (raw_key, source, reason, raw, received_at)
      VALUES (:rawKey, :source, :reason, :raw, :receivedAt) ON CONFLICT DO NOTHING\
      """)
  int insertQuarantined(
      String rawKey, String source, String reason, String raw, Instant receivedAt);

  /** An alert that could not be understood. */
  @Introspected
  record Quarantined(String source, String reason, String raw, Instant receivedAt) {}

  /** The newest alerts that could not be understood. */
  @Query(
      """
      SELECT source, reason, raw, received_at FROM quarantined_alert
      ORDER BY received_at DESC LIMIT :most\
      """)
  List<Quarantined> quarantined(int most);

  /** The newest episodes of an alert. */
  @Query(SELECT + "WHERE e.alert_id = :alertId ORDER BY e.starts_nanos DESC LIMIT :most")
  List<Episode> ofAlert(String alertId, int most);

  /** Episodes first seen after a time, oldest first; if there are too many, the newest of them. */
  @Query(
      "SELECT * FROM ("
          + SELECT
          + """
          WHERE e.first_seen > :since ORDER BY e.first_seen DESC LIMIT :most) newest
          ORDER BY first_seen\
          """)
  List<Episode> since(Instant since, int most);

  /** The firing episodes of a source, oldest first. */
  @Query(
      SELECT + "WHERE e.state = 'FIRING' AND e.source = :source ORDER BY e.first_seen LIMIT :most")
  List<Episode> firing(String source, int most);

  /** Deletes some old events, but none of a firing alert: its next repeat would look new. */
  @Query(
      """
      DELETE FROM alert_event WHERE event_key IN (
        SELECT v.event_key FROM alert_event v WHERE v.received_at < :before
          AND NOT EXISTS (SELECT 1 FROM episode e
            WHERE e.alert_id = v.alert_id AND e.state = 'FIRING')
        LIMIT :most)\
      """)
  int deleteEvents(Instant before, int most);

  /**
   * Deletes some episodes not reported since {@code before} that no remediation refers to, even
   * those that count as firing.
   */
  @Query(
      """
      DELETE FROM episode WHERE id IN (
        SELECT e.id FROM episode e WHERE e.last_seen < :before
          AND NOT EXISTS (SELECT 1 FROM episode_repeat p
            WHERE p.episode_id = e.id AND p.last_seen >= :before)
          AND NOT EXISTS (SELECT 1 FROM remediation r WHERE r.episode_id = e.id)
        LIMIT :most)\
      """)
  int deleteOld(Instant before, int most);

  /** Deletes old quarantined alerts. */
  @Query("DELETE FROM quarantined_alert WHERE received_at < :before")
  int deleteQuarantined(Instant before);
}
