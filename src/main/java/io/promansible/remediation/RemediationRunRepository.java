package io.promansible.remediation;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** Runs of remediations: the table {@code remediation_run}, and remediations that run now. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface RemediationRunRepository extends GenericRepository<Remediation, UUID> {
  /** Remembers the run of a step that is over. */
  @Query(
      """
      INSERT INTO remediation_run (remediation_id, run_id, step)
      SELECT id, run_id, :step FROM remediation WHERE id = :id AND run_id IS NOT NULL
      ON CONFLICT DO NOTHING\
      """)
  int rememberRun(UUID id, int step);

  /** A run of a step that is over. */
  @Introspected
  record Earlier(UUID remediationId, UUID runId) {}

  /** Runs of earlier steps of some remediations, the oldest first: ids of runs are made of time. */
  @Query(
      """
      SELECT remediation_id, run_id FROM remediation_run
      WHERE remediation_id IN (:ids) ORDER BY run_id\
      """)
  List<Earlier> earlier(Collection<UUID> ids);

  /** The remediations that a run was for, also at a step that is over. */
  @Query(
      """
      SELECT m.* FROM (
        SELECT id FROM remediation WHERE run_id = :runId
        UNION SELECT remediation_id FROM remediation_run WHERE run_id = :runId) x
        JOIN remediation m ON m.id = x.id
      ORDER BY m.started_at, m.id\
      """)
  List<Remediation> everOfRun(UUID runId);

  /** Remediations whose run goes on at a node. */
  @Query(
      """
      SELECT m.* FROM remediation m JOIN run r ON r.id = m.run_id
        JOIN run_host h ON h.run_id = m.run_id AND h.host = m.host
      WHERE m.state = 'ACTING' AND r.state = 'RUNNING' AND h.dropped IS NULL
        AND ((r.slices = 0 AND r.node = :node)
          OR (r.slices > 0 AND EXISTS (
            SELECT 1 FROM run s JOIN run_host sh ON sh.run_id = s.id AND sh.host = m.host
            WHERE s.slice_of = r.id AND s.state = 'RUNNING' AND s.node = :node)))
      ORDER BY m.started_at LIMIT :most\
      """)
  List<Remediation> running(String node, int most);
}
