package io.promansible.runner;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import io.promansible.run.Run;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code run} by the nodes that have the runs. What a node writes about its runs holds
 * only for the start of it, by number, that has them.
 */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface NodeRunRepository extends GenericRepository<Run, UUID> {
  /** Running → queued, for a run of which no process was ever started; 0 when it was taken away. */
  @Query(
      """
      UPDATE run SET state = 'QUEUED', started_at = NULL, node = NULL, sealed = FALSE
      WHERE id = :id AND state = 'RUNNING' AND node = :node AND incarnation = :incarnation\
      """)
  int unstart(UUID id, String node, long incarnation);

  /** Whether a run is running, and is that start's of that node. */
  @Query(
      """
      SELECT COUNT(*) > 0 FROM run
      WHERE id = :id AND state = 'RUNNING' AND node = :node AND incarnation = :incarnation\
      """)
  boolean runsOn(UUID id, String node, long incarnation);

  /** Running on this start of a node → lost for good; 0 when it is not running there any more. */
  @Query(
      """
      UPDATE run SET state = 'FINISHED', outcome = 'LOST', reason = :reason, finished_at = :now
      WHERE id = :id AND state = 'RUNNING' AND node = :node AND incarnation = :incarnation\
      """)
  int lose(UUID id, String reason, Instant now, String node, long incarnation);

  /**
   * Running on a node that is gone → lost, until the node says what became of it; 0 when it is not
   * running there any more, or the node was heard.
   */
  @Query(
      """
      UPDATE run SET state = 'FINISHED', outcome = 'LOST', reason = :reason, finished_at = :now,
        awaits_node = TRUE
      WHERE id = :id AND state = 'RUNNING' AND node = :node
        AND NOT EXISTS (SELECT 1 FROM node n WHERE n.name = run.node
          AND (run.node_id IS NULL OR n.id = run.node_id)
          AND (n.seen_at >= CURRENT_TIMESTAMP - CAST(:gone AS integer) * INTERVAL '1' SECOND
            OR (n.started_at IS NULL AND n.seen_at >= CURRENT_TIMESTAMP - INTERVAL '60' SECOND)))\
      """)
  int loseWithNode(UUID id, String reason, Instant now, String node, int gone);

  /** Lost → what its node says; 0 when the run awaits no word of that node. */
  @Query(
      """
      UPDATE run SET outcome = :outcome, reason = :reason, exit_code = :exitCode,
        finished_at = :now, awaits_node = FALSE
      WHERE id = :id AND outcome = 'LOST' AND awaits_node = TRUE
        AND node = :node AND incarnation = :incarnation\
      """)
  int amend(
      UUID id,
      String outcome,
      String reason,
      @Nullable Integer exitCode,
      Instant now,
      String node,
      long incarnation);

  /** Lost → what its slices say; 0 when the whole run is not lost. */
  @Query(
      """
      UPDATE run SET outcome = :outcome, reason = :reason, exit_code = :exitCode
      WHERE id = :id AND outcome = 'LOST' AND slices > 0\
      """)
  int amendWhole(UUID id, String outcome, String reason, @Nullable Integer exitCode);

  /** Whether the folder of a run is needed: the run goes on, or its node may still say more. */
  @Query(
      """
      SELECT COUNT(*) > 0 FROM run
      WHERE id = :id AND (state <> 'FINISHED' OR awaits_node = TRUE)\
      """)
  boolean needsFolder(UUID id);

  /** The lost runs of a node that await its word. */
  @Query(
      """
      SELECT * FROM run WHERE outcome = 'LOST' AND awaits_node = TRUE
        AND node = :node AND incarnation = :incarnation\
      """)
  List<Run> awaiting(String node, long incarnation);

  /** The runs that this node runs, as the database has it; no runs that were cut into slices. */
  @Query(
      """
      SELECT * FROM run WHERE state = 'RUNNING' AND slices = 0
        AND node = :node AND incarnation = :incarnation
      ORDER BY started_at\
      """)
  List<Run> runningOn(String node, long incarnation);

  /**
   * Gives what a node has, under whatever name and of whatever start, to its present one. Runs of a
   * version that noted no identity are told by the name.
   */
  @Query(
      """
      UPDATE run SET node = :name, incarnation = :incarnation, node_id = :identity
      WHERE (state = 'RUNNING' OR (outcome = 'LOST' AND awaits_node = TRUE))
        AND (node <> :name OR COALESCE(incarnation, 0) <> :incarnation)
        AND (node_id = :identity OR (node_id IS NULL
          AND (node = :name OR node IN (SELECT n.name FROM node n WHERE n.id = :identity))))\
      """)
  int moveTo(String name, String identity, long incarnation);

  /** Gives all running runs to this node, for a database that no other node uses. */
  @Query(
      """
      UPDATE run SET node = :name, incarnation = :incarnation, node_id = :identity
      WHERE state = 'RUNNING'\
      """)
  int moveAllTo(String name, String identity, long incarnation);

  /** Running runs of other nodes that have not been heard for so many seconds. */
  @Query(
      """
      SELECT * FROM run r WHERE r.state = 'RUNNING' AND r.slices = 0
        AND (r.node_id <> :identity OR (r.node_id IS NULL AND r.node <> :node))
        AND NOT EXISTS (SELECT 1 FROM node n WHERE n.name = r.node
          AND (r.node_id IS NULL OR n.id = r.node_id)
          AND (n.seen_at >= CURRENT_TIMESTAMP - CAST(:gone AS integer) * INTERVAL '1' SECOND
            OR (n.started_at IS NULL AND n.seen_at >= CURRENT_TIMESTAMP - INTERVAL '60' SECOND)))\
      """)
  List<Run> ofSilentNodes(String node, String identity, int gone);
}
