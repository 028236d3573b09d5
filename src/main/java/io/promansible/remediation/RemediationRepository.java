package io.promansible.remediation;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.CrudRepository;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The table {@code remediation}. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface RemediationRepository
    extends CrudRepository<Remediation, UUID>, RemediationTransitions {
  /** How often a handler has acted upon an episode. */
  @Query(
      """
      SELECT COALESCE(SUM(attempts), 0) FROM remediation
      WHERE episode_id = :episodeId AND handler = :handler\
      """)
  int attempts(UUID episodeId, String handler);

  /** Whether a handler has a remediation of an episode. */
  @Query(
      """
      SELECT COUNT(*) > 0 FROM remediation
      WHERE episode_id = :episodeId AND handler = :handler\
      """)
  boolean exists(UUID episodeId, String handler);

  /**
   * Remediations that a handler began since a time and that acted; the newest first. A run that was
   * cancelled while it went on has acted.
   */
  @Query(
      """
      SELECT m.alert_id, m.fault, m.host, m.started_at, m.finished_at, m.outcome, m.attempts,
        m.attempts = 1 AND COALESCE(r.outcome, '') = 'CANCELLED' AS stopped
      FROM remediation m LEFT JOIN run r ON r.id = m.run_id
      WHERE m.handler = :handler AND m.started_at > :since AND m.attempts > 0
        AND (m.attempts > 1 OR r.outcome IS NULL OR r.outcome NOT IN ('NOT_STARTED', 'CANCELLED')
          OR (r.outcome = 'CANCELLED' AND r.started_at IS NOT NULL))
        AND (m.attempts > 1 OR NOT EXISTS (SELECT 1 FROM run_host h
          WHERE h.run_id = m.run_id AND h.host = m.host AND h.dropped IS NOT NULL))
      ORDER BY m.started_at DESC LIMIT :most\
      """)
  List<PastRow> past(String handler, Instant since, int most);

  /** Remediations that wait for the end of a run. */
  @Query("SELECT * FROM remediation WHERE run_id = :runId AND state = 'ACTING'")
  List<Remediation> ofRun(UUID runId);

  @Query("SELECT * FROM remediation WHERE episode_id IN (:episodeIds) ORDER BY started_at")
  List<Remediation> ofEpisodes(Collection<UUID> episodeIds);

  /**
   * Remediations to look at now. Those whose run is on come last: all that is asked about them is
   * whether Alertmanager has the alert.
   */
  @Query(
      """
      SELECT * FROM remediation
      WHERE state IN ('ACTING', 'VERIFYING', 'HOLDING') AND look_at <= :now
      ORDER BY CASE WHEN state = 'ACTING' THEN 1 ELSE 0 END, look_at LIMIT :most\
      """)
  List<Remediation> due(Instant now, int most);

  /** Remediations that wait for their next step and are to be looked at now. */
  @Query(
      """
      SELECT * FROM remediation WHERE state = 'WAITING' AND look_at <= :now
      ORDER BY look_at LIMIT :most\
      """)
  List<Remediation> waiting(Instant now, int most);

  /** How many starts all handlers made since a time; each host of a run counts. */
  @Query(
      """
      SELECT COUNT(*) FROM run r JOIN run_host h ON h.run_id = r.id
      WHERE r.cause = 'ALERT' AND r.queued_at > :since AND COALESCE(r.slice_of, r.id) = r.id\
      """)
  int startsSince(Instant since);

  /**
   * The length of the longest chain of runs on a host that ended just before an alert began, or had
   * not ended; empty when there was none.
   */
  @Query(
      """
      SELECT MAX(depth) FROM remediation
      WHERE host = :host AND alert_id <> :alertId AND attempts > 0
        AND started_at < :began AND started_at > :longAgo
        AND COALESCE(acted_at, finished_at, :began) > :since\
      """)
  Optional<Integer> depth(
      String host, String alertId, Instant began, Instant since, Instant longAgo);

  /** Those of some hosts that handlers acted upon since a time. */
  @Query(
      """
      SELECT DISTINCT host FROM remediation
      WHERE host IN (:hosts) AND started_at > :since AND attempts > 0\
      """)
  List<String> hostsActedUpon(Collection<String> hosts, Instant since);

  /**
   * The last remediations of alerts that still fire, if they did not help, or nobody knows whether
   * they did. Those that people rejected or cancelled are left out: people know of them.
   */
  @Query(
      """
      SELECT m.* FROM remediation m LEFT JOIN run r ON r.id = m.run_id
      WHERE m.finished_at > :since AND (m.waits_for IS NULL OR m.waits_for <> 'rejected')
        AND (m.outcome = 'NOT_FIXED'
          OR (m.outcome = 'UNKNOWN' AND r.outcome IN ('LOST', 'SUCCEEDED')))
        AND EXISTS (SELECT 1 FROM episode e WHERE e.alert_id = m.alert_id AND e.state = 'FIRING')
        AND NOT EXISTS (SELECT 1 FROM remediation n WHERE n.alert_id = m.alert_id
          AND n.handler = m.handler AND n.started_at > m.started_at)
      ORDER BY m.finished_at DESC LIMIT :most\
      """)
  List<Remediation> failed(Instant since, int most);

  /** Remediations that did not help and ended since a time, the last one first. */
  @Query(
      """
      SELECT * FROM remediation WHERE outcome = 'NOT_FIXED' AND finished_at > :since
      ORDER BY outcome DESC, finished_at DESC LIMIT :most\
      """)
  List<Remediation> notFixed(Instant since, int most);

  /**
   * Deletes some finished remediations, but not those of alerts that still fire and are heard of:
   * these would be acted upon once more.
   */
  @Query(
      """
      DELETE FROM remediation WHERE id IN (
        SELECT m.id FROM remediation m JOIN episode e ON e.id = m.episode_id
        WHERE m.state = 'FINISHED' AND m.finished_at < :before
          AND (e.state <> 'FIRING' OR (e.last_seen < :before
            AND NOT EXISTS (SELECT 1 FROM episode_repeat p
              WHERE p.episode_id = e.id AND p.last_seen >= :before)))
        LIMIT :most)\
      """)
  int deleteFinished(Instant before, int most);

  /** Remediations that wait for a reason, the newest first. */
  @Query(
      """
      SELECT * FROM remediation WHERE state = 'WAITING' AND waits_for = :reason
      ORDER BY started_at DESC LIMIT :most\
      """)
  List<Remediation> waitingFor(String reason, int most);
}
