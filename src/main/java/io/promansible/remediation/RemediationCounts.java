package io.promansible.remediation;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Counts of remediations, for guards, records and metrics. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface RemediationCounts extends GenericRepository<Remediation, UUID> {
  /** How many remediations each handler began since a time, by outcome, or waiting. */
  @Query(
      """
      SELECT handler, kind, COUNT(*) AS total FROM (
        SELECT handler, CASE WHEN state = 'WAITING' THEN 'WAITING' ELSE outcome END AS kind
        FROM remediation
        WHERE started_at > :since AND (attempts > 0 OR state = 'WAITING')) counted
      GROUP BY handler, kind\
      """)
  List<CountRow> counts(Instant since);

  /** How many remediations wait, by the reason that they wait for. */
  @Query(
      """
      SELECT '' AS handler, COALESCE(waits_for, 'next') AS kind, COUNT(*) AS total
      FROM remediation WHERE state = 'WAITING' GROUP BY waits_for\
      """)
  List<CountRow> waitingCounts();

  /** When fixed remediations began, and when their alerts resolved; the newest first. */
  @Query(
      """
      SELECT m.handler, m.started_at, e.resolved_at
      FROM remediation m JOIN episode e ON e.id = m.episode_id
      WHERE m.outcome = 'FIXED' AND m.started_at > :since AND e.resolved_at IS NOT NULL
      ORDER BY m.outcome DESC, m.started_at DESC LIMIT :most\
      """)
  List<FixRow> fixes(Instant since, int most);

  /** The same of one handler. */
  @Query(
      """
      SELECT m.handler, m.started_at, e.resolved_at
      FROM remediation m JOIN episode e ON e.id = m.episode_id
      WHERE m.handler = :handler AND COALESCE(m.outcome, '') = 'FIXED' AND m.started_at > :since
        AND e.resolved_at IS NOT NULL
      ORDER BY m.handler DESC, m.started_at DESC LIMIT :most\
      """)
  List<FixRow> fixesOf(String handler, Instant since, int most);

  /**
   * How many attempts of a handler were in vain about other alerts of the same fault that fire, or
   * fired until a time: a fault whose labels change goes on, unless it was proven to be gone.
   * Remediations that go on, or never ran, do not count.
   *
   * @param began a little before the episode began
   */
  @Query(
      """
      SELECT COALESCE(SUM(m.attempts), 0) FROM remediation m JOIN episode e ON e.id = m.episode_id
        LEFT JOIN run r ON r.id = m.run_id
      WHERE m.fault = :fault AND m.handler = :handler AND m.alert_id <> :alertId
        AND m.state = 'FINISHED' AND m.outcome <> 'FIXED'
        AND (m.attempts > 1 OR r.outcome NOT IN ('NOT_STARTED', 'CANCELLED'))
        AND (m.attempts > 1 OR NOT EXISTS (SELECT 1 FROM run_host h
          WHERE h.run_id = m.run_id AND h.host = m.host AND h.dropped IS NOT NULL))
        AND (e.state = 'FIRING' OR e.resolved_at >= :began)\
      """)
  int inVain(String fault, String handler, String alertId, Instant began);
}
