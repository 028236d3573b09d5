package io.promansible.remediation;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.CrudRepository;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code remediation}; changes are compare-and-set, so that two nodes never both decide.
 */
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface RemediationRepository extends CrudRepository<Remediation, UUID> {
  /** How often a handler has acted upon an episode. */
  @Query(
      "SELECT COALESCE(SUM(attempts), 0) FROM remediation WHERE episode_id = :episodeId AND handler = :handler")
  int attempts(UUID episodeId, String handler);

  /** What a handler did since a time, but for what never started; the newest first. */
  @Query(
      """
      SELECT m.alert_id, m.host, m.started_at, m.finished_at, m.outcome
      FROM remediation m LEFT JOIN run r ON r.id = m.run_id
      WHERE m.handler = :handler AND m.started_at > :since
        AND (r.outcome IS NULL OR r.outcome <> 'NOT_STARTED')
      ORDER BY m.started_at DESC LIMIT :most\
      """)
  List<PastRow> past(String handler, Instant since, int most);

  /** Those that wait for a run. */
  @Query("SELECT * FROM remediation WHERE run_id = :runId AND state = 'ACTING'")
  List<Remediation> ofRun(UUID runId);

  /** Those of some episodes. */
  @Query("SELECT * FROM remediation WHERE episode_id IN (:episodeIds) ORDER BY started_at")
  List<Remediation> ofEpisodes(Collection<UUID> episodeIds);

  /** Acting → verifying. */
  @Query(
      """
      UPDATE remediation SET state = 'VERIFYING', acted_at = :now, look_at = :now
      WHERE id = :id AND state = 'ACTING'\
      """)
  int verify(UUID id, Instant now);

  /** Verifying → holding. */
  @Query(
      """
      UPDATE remediation SET state = 'HOLDING', look_at = :lookAt
      WHERE id = :id AND state = 'VERIFYING'\
      """)
  int hold(UUID id, Instant lookAt);

  /** Anything → finished; 0 when it is finished already. */
  @Query(
      """
      UPDATE remediation SET state = 'FINISHED', outcome = :outcome, reason = :reason,
        finished_at = :now, look_at = NULL
      WHERE id = :id AND state <> 'FINISHED'\
      """)
  int finish(UUID id, String outcome, String reason, Instant now);

  /**
   * Those to look at now; proofs before those that only learn whether Alertmanager has the alert.
   */
  @Query(
      """
      SELECT * FROM remediation WHERE state <> 'FINISHED' AND look_at <= :now
      ORDER BY CASE WHEN state = 'ACTING' THEN 1 ELSE 0 END, look_at LIMIT :most\
      """)
  List<Remediation> due(Instant now, int most);

  /** Takes one to look at, until a later time; 0 when another node was first. */
  @Query("UPDATE remediation SET look_at = :next WHERE id = :id AND look_at = :seen")
  int claim(UUID id, Instant seen, Instant next);

  /** The configured Alertmanager has it. */
  @Query("UPDATE remediation SET confirmed = TRUE WHERE id = :id")
  int confirm(UUID id);

  /** Something happened to an episode: look at its remediations at once. */
  @Query(
      """
      UPDATE remediation SET look_at = :now
      WHERE alert_id = :alertId AND state IN ('VERIFYING', 'HOLDING')\
      """)
  int lookNow(String alertId, Instant now);

  /** A page, newest first. */
  @Query(
      """
      SELECT * FROM remediation r
      WHERE (CAST(:state AS varchar) IS NULL OR r.state = :state)
        AND (CAST(:outcome AS varchar) IS NULL OR r.outcome = :outcome)
        AND (CAST(:handler AS varchar) IS NULL OR r.handler = :handler)
        AND (CAST(:host AS varchar) IS NULL OR r.host = :host)
        AND (CAST(:alertname AS varchar) IS NULL OR r.alertname = :alertname)
        AND (CAST(:beforeTime AS timestamp with time zone) IS NULL
          OR r.started_at < :beforeTime OR (r.started_at = :beforeTime AND r.id < :beforeId))
      ORDER BY r.started_at DESC, r.id DESC LIMIT :most\
      """)
  List<Remediation> page(
      @Nullable String state,
      @Nullable String outcome,
      @Nullable String handler,
      @Nullable String host,
      @Nullable String alertname,
      @Nullable Instant beforeTime,
      @Nullable UUID beforeId,
      int most);

  /** Forgets finished ones. */
  @Query("DELETE FROM remediation WHERE state = 'FINISHED' AND finished_at < :before")
  int deleteFinished(Instant before);
}
