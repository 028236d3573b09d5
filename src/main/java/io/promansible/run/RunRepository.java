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
 * The table {@code run}. Every change of state is a compare-and-set: whoever changes a row first
 * has it, on whatever node.
 */
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface RunRepository extends CrudRepository<Run, UUID> {
  /**
   * The oldest queued run that can take the host, or has it already with the same parameters: one
   * play can clean one disk of a host, not two.
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

  /** Joins it; 0 when it has started meanwhile. Holds the row until the end of the transaction. */
  @Query(
      """
      UPDATE run SET host_count = host_count + CASE WHEN EXISTS (
          SELECT 1 FROM run_host h WHERE h.run_id = run.id AND h.host = :host) THEN 0 ELSE 1 END
      WHERE id = :id AND state = 'QUEUED' AND cancel_asked = FALSE AND sealed = FALSE\
      """)
  int absorb(UUID id, String host);

  /** Whether hosts may join a queued run; 0 when it is queued no more. */
  @Query("UPDATE run SET sealed = :sealed WHERE id = :id AND state = 'QUEUED'")
  int seal(UUID id, boolean sealed);

  /** Queued → running; 0 when somebody else was first. */
  @Query(
      """
      UPDATE run SET state = 'RUNNING', started_at = :now, node = :node, reason = ''
      WHERE id = :id AND state = 'QUEUED'\
      """)
  int start(UUID id, Instant now, String node);

  /** Running → queued, for a run of which no process was ever started. */
  @Query(
      """
      UPDATE run SET state = 'QUEUED', started_at = NULL, node = NULL, sealed = FALSE
      WHERE id = :id AND state = 'RUNNING' AND node = :node\
      """)
  int unstart(UUID id, String node);

  /** Anything → finished; 0 when it is finished already, or runs on another node by now. */
  @Query(
      """
      UPDATE run SET state = 'FINISHED', outcome = :outcome, reason = :reason,
        exit_code = :exitCode, finished_at = :now
      WHERE id = :id AND state <> 'FINISHED'
        AND (CAST(:node AS varchar) IS NULL OR node IS NULL OR node = :node)\
      """)
  int finish(
      UUID id,
      String outcome,
      String reason,
      @Nullable Integer exitCode,
      Instant now,
      @Nullable String node);

  /** Running on that node → lost; 0 when it has moved on. */
  @Query(
      """
      UPDATE run SET state = 'FINISHED', outcome = 'LOST', reason = :reason, finished_at = :now
      WHERE id = :id AND state = 'RUNNING' AND node = :node\
      """)
  int lose(UUID id, String reason, Instant now, String node);

  /** Replaces its vars. */
  @Query("UPDATE run SET vars = :vars WHERE id = :id")
  int vars(UUID id, String vars);

  /** Notes why it waits, or that it does not any more. */
  @Query("UPDATE run SET reason = :reason WHERE id = :id AND state = 'QUEUED'")
  int note(UUID id, String reason);

  /** Asks whoever runs it, or its slices, to end it. */
  @Query(
      """
      UPDATE run SET cancel_asked = TRUE
      WHERE (id = :id OR slice_of = :id) AND state <> 'FINISHED'\
      """)
  int askCancel(UUID id);

  /** Whether somebody asked, for it or for what it is a slice of. */
  @Query(
      """
      SELECT r.cancel_asked OR COALESCE(
        (SELECT w.cancel_asked FROM run w WHERE w.id = r.slice_of), FALSE)
      FROM run r WHERE r.id = :id\
      """)
  Optional<Boolean> cancelAsked(UUID id);

  /** The runs of a node that should be running. */
  @Query(
      """
      SELECT * FROM run WHERE state = 'RUNNING' AND node = :node AND slices = 0
      ORDER BY started_at\
      """)
  List<Run> runningOn(String node);

  /** The running runs that a node left under other names are those of its present name. */
  @Query(
      """
      UPDATE run SET node = :name WHERE state = 'RUNNING' AND node <> :name
        AND node IN (SELECT n.name FROM node n WHERE n.id = :identity)\
      """)
  int moveToName(String name, String identity);

  /** All running runs are this node's: the database is its own. */
  @Query("UPDATE run SET node = :name WHERE state = 'RUNNING' AND node <> :name")
  int moveAllToName(String name);

  /** Runs whose node, another one, has not been heard of for a minute. */
  @Query(
      """
      SELECT * FROM run r WHERE r.state = 'RUNNING' AND r.node <> :node AND r.slices = 0
        AND NOT EXISTS (SELECT 1 FROM node n WHERE n.name = r.node
          AND n.seen_at >= CURRENT_TIMESTAMP - INTERVAL '60' SECOND)\
      """)
  List<Run> ofNodesThatAreGone(String node);

  /** The turn that is served now: the least of those that could start. */
  @Query("SELECT COALESCE(MIN(turn), 0) FROM run WHERE state = 'QUEUED' AND reason = ''")
  int turnNow();

  /**
   * The turn of a run of a handler or routine: after its others that are as pressing, and not
   * before the one that is served now.
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

  /** Notes its turn. */
  @Query("UPDATE run SET turn = :turn WHERE id = :id")
  int setTurn(UUID id, int turn);

  /** Its turn. */
  @Query("SELECT turn FROM run WHERE id = :id")
  Optional<Integer> turnOf(UUID id);

  /** The turn behind all others that could start. */
  @Query(
      """
      SELECT COALESCE(MAX(turn) + 1, 0) FROM run
      WHERE state = 'QUEUED' AND reason = '' AND id <> :id\
      """)
  int lastTurn(UUID id);

  /** Sets its place in db-scheduler's order. */
  @Query(
      """
      UPDATE scheduled_tasks SET priority = :priority
      WHERE task_name = 'run' AND task_instance = :instance\
      """)
  int setPriority(String instance, int priority);

  /** Makes a queued run more pressing; 0 when it is as pressing already. */
  @Query("UPDATE run SET urgency = :urgency WHERE id = :id AND urgency < :urgency")
  int raiseUrgency(UUID id, int urgency);

  /** Moves it forward in db-scheduler's order. */
  @Query(
      """
      UPDATE scheduled_tasks SET priority = :priority
      WHERE task_name = 'run' AND task_instance = :instance AND priority < :priority\
      """)
  int raisePriority(String instance, int priority);

  /** Notes into how many slices it is cut. */
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

  /** Holds the row until the end of the transaction; 0 when it is gone. */
  @Query("UPDATE run SET slices = slices WHERE id = :id")
  int hold(UUID id);

  /** Queued runs that db-scheduler does not know. */
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

  /** Since when the oldest of those waits that an alert asked for. */
  @Query("SELECT MIN(queued_at) FROM run WHERE state = 'QUEUED' AND cause = 'ALERT'")
  Optional<Instant> oldestQueued();

  /** Some runs that ended before a time; the slices of a run before the run. */
  @Query(
      """
      SELECT id FROM run WHERE state = 'FINISHED' AND finished_at < :before
      ORDER BY CASE WHEN slice_of IS NULL THEN 1 ELSE 0 END, finished_at LIMIT :most\
      """)
  List<UUID> finishedBefore(Instant before, int most);
}
