package io.promansible.run;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.CrudRepository;
import java.time.Instant;
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
      WHERE id = :id AND state = 'QUEUED' AND cancel_asked = FALSE\
      """)
  int absorb(UUID id, String host);

  /** Queued → running; 0 when somebody else was first. */
  @Query(
      """
      UPDATE run SET state = 'RUNNING', started_at = :now, node = :node, reason = ''
      WHERE id = :id AND state = 'QUEUED'\
      """)
  int start(UUID id, Instant now, String node);

  /** Gives it more time than its handler says, as its hosts go one after the other. */
  @Query("UPDATE run SET timeout_seconds = :seconds WHERE id = :id")
  int allow(UUID id, long seconds);

  /** Running → queued, for a run of which no process was ever started. */
  @Query(
      """
      UPDATE run SET state = 'QUEUED', started_at = NULL, node = NULL
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

  /** Notes why it waits, or that it does not any more. */
  @Query("UPDATE run SET reason = :reason WHERE id = :id AND state = 'QUEUED'")
  int note(UUID id, String reason);

  /** Asks whoever runs it to end it. */
  @Query("UPDATE run SET cancel_asked = TRUE WHERE id = :id AND state <> 'FINISHED'")
  int askCancel(UUID id);

  /** Whether somebody asked. */
  @Query("SELECT cancel_asked FROM run WHERE id = :id")
  Optional<Boolean> cancelAsked(UUID id);

  /** The runs of a node that should be running. */
  @Query("SELECT * FROM run WHERE state = 'RUNNING' AND node = :node ORDER BY started_at")
  List<Run> runningOn(String node);

  /** Runs whose node, another one, has not been heard of since a time. */
  @Query(
      """
      SELECT * FROM run r WHERE r.state = 'RUNNING' AND r.node <> :node AND r.started_at < :since
        AND NOT EXISTS (SELECT 1 FROM node n WHERE n.name = r.node AND n.seen_at >= :since)\
      """)
  List<Run> ofGoneNodes(String node, Instant since);

  /** Queued runs that db-scheduler does not know. */
  @Query(
      """
      SELECT r.id FROM run r WHERE r.state = 'QUEUED' AND r.queued_at < :before
        AND NOT EXISTS (SELECT 1 FROM scheduled_tasks t
          WHERE t.task_name = 'run' AND t.task_instance = CAST(r.id AS varchar))\
      """)
  List<UUID> queuedWithoutExecution(Instant before);

  /** How many wait. */
  @Query("SELECT COUNT(*) FROM run WHERE state = :state")
  long countInState(String state);

  /** Since when the oldest waits. */
  @Query("SELECT MIN(queued_at) FROM run WHERE state = 'QUEUED'")
  Optional<Instant> oldestQueued();

  /** A page, newest first. Roles are blank-separated, so a blank at both ends finds whole names. */
  @Query(
      """
      SELECT * FROM run r
      WHERE (CAST(:state AS varchar) IS NULL OR r.state = :state)
        AND (CAST(:outcome AS varchar) IS NULL OR r.outcome = :outcome)
        AND (CAST(:role AS varchar) IS NULL OR POSITION(' ' || :role || ' ' IN ' ' || r.roles || ' ') > 0)
        AND (CAST(:host AS varchar) IS NULL
          OR EXISTS (SELECT 1 FROM run_host h WHERE h.run_id = r.id AND h.host = :host))
        AND (CAST(:handler AS varchar) IS NULL OR r.handler = :handler)
        AND (CAST(:routine AS varchar) IS NULL OR r.routine = :routine)
        AND (CAST(:cause AS varchar) IS NULL OR r.cause = :cause)
        AND (CAST(:since AS timestamp with time zone) IS NULL OR r.queued_at >= :since)
        AND (CAST(:until AS timestamp with time zone) IS NULL OR r.queued_at < :until)
        AND (CAST(:beforeTime AS timestamp with time zone) IS NULL
          OR r.queued_at < :beforeTime OR (r.queued_at = :beforeTime AND r.id < :beforeId))
      ORDER BY r.queued_at DESC, r.id DESC LIMIT :most\
      """)
  List<Run> page(
      @Nullable String state,
      @Nullable String outcome,
      @Nullable String role,
      @Nullable String host,
      @Nullable String handler,
      @Nullable String routine,
      @Nullable String cause,
      @Nullable Instant since,
      @Nullable Instant until,
      @Nullable Instant beforeTime,
      @Nullable UUID beforeId,
      int most);

  /** The runs that a filter lets through. */
  default List<Run> page(RunFilter f, int most) {
    return page(
        f.state(),
        f.outcome(),
        f.role(),
        f.host(),
        f.handler(),
        f.routine(),
        f.cause(),
        f.since(),
        f.until(),
        f.beforeTime(),
        f.beforeId(),
        most);
  }

  /** Forgets finished runs with all that belongs to them. */
  @Query("DELETE FROM run WHERE state = 'FINISHED' AND finished_at < :before")
  int deleteFinished(Instant before);
}
