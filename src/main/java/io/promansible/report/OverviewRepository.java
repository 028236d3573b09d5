package io.promansible.report;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import io.promansible.remediation.Remediation;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Counts for the overview. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface OverviewRepository extends GenericRepository<Remediation, UUID> {
  /**
   * The numbers of now, and of all since a time.
   *
   * @param received episodes that began
   * @param lost runs of that time that are lost, unreachable, failed or timed out
   */
  @Introspected
  record Numbers(
      long firing,
      long queued,
      long running,
      long waiting,
      long received,
      long fixed,
      long notFixed,
      long unproven,
      long lost,
      long quarantined) {}

  /**
   * All numbers by one query. Each outcome of runs is counted by itself: for a list of them H2
   * reads all that ever ended so.
   *
   * @param queuedSince the smallest id of runs queued since then: their index has it
   */
  @Query(
      """
      SELECT
        (SELECT COUNT(*) FROM episode WHERE state = 'FIRING') AS firing,
        (SELECT COUNT(*) FROM run WHERE state = 'QUEUED' AND COALESCE(slice_of, id) = id) AS queued,
        (SELECT COUNT(*) FROM run WHERE state = 'RUNNING' AND COALESCE(slice_of, id) = id)
          AS running,
        (SELECT COUNT(*) FROM remediation WHERE state = 'WAITING') AS waiting,
        (SELECT COUNT(*) FROM episode WHERE first_seen > :since) AS received,
        (SELECT COUNT(*) FROM remediation WHERE outcome = 'FIXED' AND finished_at > :since)
          AS fixed,
        (SELECT COUNT(*) FROM remediation WHERE outcome = 'NOT_FIXED' AND finished_at > :since)
          AS not_fixed,
        (SELECT COUNT(*) FROM remediation WHERE outcome = 'UNKNOWN' AND finished_at > :since)
          AS unproven,
        (SELECT COUNT(*) FROM run WHERE outcome = 'LOST'
            AND id >= :queuedSince AND COALESCE(slice_of, id) = id)
          + (SELECT COUNT(*) FROM run WHERE outcome = 'FAILED'
            AND id >= :queuedSince AND COALESCE(slice_of, id) = id)
          + (SELECT COUNT(*) FROM run WHERE outcome = 'UNREACHABLE'
            AND id >= :queuedSince AND COALESCE(slice_of, id) = id)
          + (SELECT COUNT(*) FROM run WHERE outcome = 'TIMED_OUT'
            AND id >= :queuedSince AND COALESCE(slice_of, id) = id) AS lost,
        (SELECT COUNT(*) FROM quarantined_alert WHERE received_at > :since) AS quarantined\
      """)
  Numbers numbers(Instant since, UUID queuedSince);

  /**
   * How much of a kind a handler has in a stretch of time.
   *
   * @param kind FIXED, NOT_FIXED, UNKNOWN or HELD
   * @param cell the number of the stretch since 1970
   */
  @Introspected
  record Cell(String handler, @Nullable String kind, long cell, long total) {}

  /** What each handler did since a time, by stretches of some seconds. */
  @Query(
      """
      SELECT handler, kind, cell, COUNT(*) AS total FROM (
        SELECT handler, outcome AS kind,
          CAST(FLOOR(EXTRACT(EPOCH FROM finished_at) / CAST(:seconds AS integer)) AS bigint) AS cell
        FROM remediation WHERE finished_at > :since
        UNION ALL
        SELECT handler, 'HELD' AS kind,
          CAST(FLOOR(EXTRACT(EPOCH FROM decided_at) / CAST(:seconds AS integer)) AS bigint) AS cell
        FROM decision WHERE decided_at > :since AND started = FALSE
          AND reason NOT IN ('duplicate', 'resolved', 'observe')) cells
      GROUP BY handler, kind, cell\
      """)
  List<Cell> cells(Instant since, int seconds);
}
