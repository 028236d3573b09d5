package io.promansible.run;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.CrudRepository;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code run}. Every change of state is a compare-and-set: whoever changes a row first,
 * on whatever node, owns the change.
 */
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface RunRepository extends CrudRepository<Run, UUID> {
  /**
   * The oldest queued run that can take the host, or has it with the same parameters: a play has
   * one set of parameters for each host.
   */
  @Query(
      """
      SELECT id FROM run WHERE state = 'QUEUED' AND batch_key = :batchKey AND cancel_asked = FALSE
        AND sealed = FALSE
        AND (host_count < :most
          OR EXISTS (SELECT 1 FROM run_host h WHERE h.run_id = run.id AND h.host = :host))
        AND NOT EXISTS (SELECT 1 FROM run_host h
          WHERE h.run_id = run.id AND h.host = :host AND h.parameters <> :parameters)
      ORDER BY queued_at LIMIT 1\
      """)
  Optional<UUID> absorbing(String batchKey, String host, String parameters, int most);

  /** Counts a host that joins a queued run, and locks the run; 0 when it has started meanwhile. */
  @Query(
      """
      UPDATE run SET host_count = host_count + CASE WHEN EXISTS (
          SELECT 1 FROM run_host h WHERE h.run_id = run.id AND h.host = :host) THEN 0 ELSE 1 END
      WHERE id = :id AND state = 'QUEUED' AND cancel_asked = FALSE AND sealed = FALSE\
      """)
  int absorb(UUID id, String host);

  /** Closes a queued run to further hosts, or opens it again; 0 when it is not queued. */
  @Query("UPDATE run SET sealed = :sealed WHERE id = :id AND state = 'QUEUED'")
  int seal(UUID id, boolean sealed);

  /**
   * Queued → running; 0 when another node was first, or this start of the node is not the one that
   * has the name any more.
   */
  @Query(
      """
      UPDATE run SET state = 'RUNNING', started_at = :now, node = :node, reason = '',
        incarnation = :incarnation,
        node_id = (SELECT n.id FROM node n WHERE n.name = :node)
      WHERE id = :id AND state = 'QUEUED' AND EXISTS (SELECT 1 FROM node n
        WHERE n.name = :node AND n.incarnation = :incarnation)\
      """)
  int start(UUID id, Instant now, String node, long incarnation);

  /**
   * Any state → finished; 0 when the run is finished already, or is not that start's of that node.
   *
   * @param node the node that must still have the run, if one has; null for any
   */
  @Query(
      """
      UPDATE run SET state = 'FINISHED', outcome = :outcome, reason = :reason,
        exit_code = :exitCode, finished_at = :now
      WHERE id = :id AND state <> 'FINISHED'
        AND (CAST(:node AS varchar) IS NULL OR node IS NULL
          OR (node = :node AND incarnation = :incarnation))\
      """)
  int finish(
      UUID id,
      String outcome,
      String reason,
      @Nullable Integer exitCode,
      Instant now,
      @Nullable String node,
      long incarnation);

  /** Replaces the variables of a run. */
  @Query("UPDATE run SET vars = :vars WHERE id = :id")
  int vars(UUID id, String vars);

  /** Notes why a queued run waits; empty when nothing holds it back. */
  @Query("UPDATE run SET reason = :reason WHERE id = :id AND state = 'QUEUED'")
  int note(UUID id, String reason);

  /**
   * Asks the nodes that have the run or its slices to end them; a lost one may go on at a node that
   * is silent, which ends it when it is back.
   */
  @Query(
      """
      UPDATE run SET cancel_asked = TRUE
      WHERE (id = :id OR slice_of = :id) AND (state <> 'FINISHED' OR awaits_node = TRUE)\
      """)
  int askCancel(UUID id);

  /** Whether the run, or the run that it is a slice of, was asked to end. */
  @Query(
      """
      SELECT r.cancel_asked OR COALESCE(
        (SELECT w.cancel_asked FROM run w WHERE w.id = r.slice_of), FALSE)
      FROM run r WHERE r.id = :id\
      """)
  Optional<Boolean> cancelAsked(UUID id);

  /** The turn that is served now: the least turn of the queued runs that could start. */
  @Query("SELECT COALESCE(MIN(turn), 0) FROM run WHERE state = 'QUEUED' AND reason = ''")
  int turnNow();

  /**
   * The turn for a run of a handler or routine: after its other runs that are at least as pressing,
   * not before the turn that is served now.
   */
  @Query(
      """
      SELECT GREATEST(
        COALESCE((SELECT MIN(turn) FROM run WHERE state = 'QUEUED' AND reason = ''), 0),
        COALESCE((SELECT MAX(turn) + 1 FROM run WHERE state = 'QUEUED' AND urgency >= :urgency
          AND COALESCE(handler, routine, '') = :owner AND COALESCE(slice_of, id) = id
          AND id <> :id), 0))\
      """)
  int nextTurn(String owner, int urgency, UUID id);

  /** Stores the turn of a run. */
  @Query("UPDATE run SET turn = :turn WHERE id = :id")
  int setTurn(UUID id, int turn);

  /** The turn of a run. */
  @Query("SELECT turn FROM run WHERE id = :id")
  Optional<Integer> turnOf(UUID id);

  /** The turn after all other queued runs that could start. */
  @Query(
      """
      SELECT COALESCE(MAX(turn) + 1, 0) FROM run
      WHERE state = 'QUEUED' AND reason = '' AND id <> :id\
      """)
  int lastTurn(UUID id);

  /** Sets the priority of a run in db-scheduler. */
  @Query(
      """
      UPDATE scheduled_tasks SET priority = :priority
      WHERE task_name = 'run' AND task_instance = :instance\
      """)
  int setPriority(String instance, int priority);

  /** Raises the urgency of a run; 0 when it is as high already. */
  @Query("UPDATE run SET urgency = :urgency WHERE id = :id AND urgency < :urgency")
  int raiseUrgency(UUID id, int urgency);

  /** Raises the priority of a run in db-scheduler; 0 when it is as high already. */
  @Query(
      """
      UPDATE scheduled_tasks SET priority = :priority
      WHERE task_name = 'run' AND task_instance = :instance AND priority < :priority\
      """)
  int raisePriority(String instance, int priority);

  /** Notes into how many slices a run is cut. */
  @Query("UPDATE run SET slices = :slices WHERE id = :id")
  int cut(UUID id, int slices);

  /** The slices of a run in their order. */
  @Query("SELECT * FROM run WHERE slice_of = :id ORDER BY id")
  List<Run> slices(UUID id);

  /** The slices of several runs. */
  @Query("SELECT * FROM run WHERE slice_of IN (:ids) ORDER BY id")
  List<Run> slicesOf(Collection<UUID> ids);

  /** How many slices run on a node. */
  @Query(
      """
      SELECT COUNT(*) FROM run
      WHERE state = 'RUNNING' AND node = :node AND slice_of IS NOT NULL\
      """)
  int slicesOn(String node);

  /** Locks the run's row until the end of the transaction; 0 when there is no such run. */
  @Query("UPDATE run SET slices = slices WHERE id = :id")
  int hold(UUID id);

  /** Queued runs without an execution in db-scheduler. */
  @Query(
      """
      SELECT r.id FROM run r WHERE r.state = 'QUEUED' AND r.queued_at < :before
        AND NOT EXISTS (SELECT 1 FROM scheduled_tasks t
          WHERE t.task_name = 'run' AND t.task_instance = CAST(r.id AS varchar))\
      """)
  List<UUID> queuedWithoutExecution(Instant before);

  @Query("SELECT COUNT(*) FROM run WHERE state = :state AND COALESCE(slice_of, id) = id")
  long countInState(String state);

  /** How many are in a state; the slices of a run count as one. */
  default long count(RunState state) {
    return countInState(state.name());
  }

  /** Since when the oldest of db-scheduler's executions is due that nobody has taken. */
  @Query("SELECT MIN(execution_time) FROM scheduled_tasks WHERE picked = FALSE")
  Optional<Instant> oldestDue();

  /** Since when the oldest queued run for an alert waits. */
  @Query("SELECT MIN(queued_at) FROM run WHERE state = 'QUEUED' AND cause = 'ALERT'")
  Optional<Instant> oldestQueued();

  /**
   * Some runs that ended before a time, the first ones first: slices end before their run. COALESCE
   * hides the state from H2, which would read all runs by its index and sort them.
   */
  @Query(
      """
      SELECT id FROM run WHERE COALESCE(state, '') = 'FINISHED' AND finished_at < :before
      ORDER BY finished_at LIMIT :most\
      """)
  List<UUID> finishedBefore(Instant before, int most);

  /** Deletes runs, and all that belongs to them. */
  @Query("DELETE FROM run WHERE id IN (:ids)")
  int forget(Collection<UUID> ids);
}
