package io.promansible.routine;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.CrudRepository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Routines of the API, and the state of all routines. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface RoutineRepository extends CrudRepository<StoredRoutine, String> {
  /** Whether a check last succeeded on a host. */
  @Introspected
  record CheckResult(String role, String host, boolean success, Instant checkedAt) {}

  /** The state of a routine. */
  @Query("SELECT * FROM routine_state WHERE name = :name")
  Optional<RoutineState> state(String name);

  /** The states of all routines. */
  @Query("SELECT * FROM routine_state ORDER BY name")
  List<RoutineState> states();

  /** Stores the first state of a routine; 0 when another node was first. */
  @Query(
      """
      INSERT INTO routine_state (name, timetable, next_at, missed, note, late_by)
      VALUES (:name, :timetable, :nextAt, 0, '', 0) ON CONFLICT DO NOTHING\
      """)
  int begin(String name, String timetable, Instant nextAt);

  /** Stores a new timetable of a routine. */
  @Query("UPDATE routine_state SET timetable = :timetable, next_at = :nextAt WHERE name = :name")
  int change(String name, String timetable, Instant nextAt);

  /** Moves on to the next time; 0 when another node was first, or the pause changed meanwhile. */
  @Query(
      """
      UPDATE routine_state SET next_at = :next, missed = missed + :missed, note = :note,
        late_by = :lateBy
      WHERE name = :name AND next_at = :seen AND COALESCE(paused_by, '') = :paused\
      """)
  int advance(
      String name, Instant seen, String paused, Instant next, int missed, String note, long lateBy);

  /** Pauses a routine; 0 when it has no state yet. */
  @Query("UPDATE routine_state SET paused_by = :who WHERE name = :name")
  int pause(String name, String who);

  /** Ends the pause of a routine; {@code nextAt} is its next time. */
  @Query("UPDATE routine_state SET paused_by = NULL, next_at = :nextAt WHERE name = :name")
  int resume(String name, Instant nextAt);

  /** Deletes the state of a routine. */
  @Query("DELETE FROM routine_state WHERE name = :name")
  int end(String name);

  /** How many runs of a routine are queued, without slices. */
  @Query(
      """
      SELECT COUNT(*) FROM run
      WHERE routine = :name AND state = 'QUEUED' AND COALESCE(slice_of, id) = id\
      """)
  int waiting(String name);

  /** Whether a run of a routine is queued or running. */
  @Query("SELECT COUNT(*) > 0 FROM run WHERE routine = :name AND state IN ('QUEUED', 'RUNNING')")
  boolean underWay(String name);

  /** Notes that a run of a routine has succeeded. */
  @Query("UPDATE routine_state SET succeeded_at = :at WHERE name = :name")
  int succeeded(String name, Instant at);

  /** Replaces the result of a check on a host; 0 when there is none yet. */
  @Query(
      """
      UPDATE check_result SET success = :success, checked_at = :at
      WHERE role = :role AND host = :host\
      """)
  int checked(String role, String host, boolean success, Instant at);

  /** Stores the first result of a check on a host. */
  @Query(
      """
      INSERT INTO check_result (role, host, success, checked_at)
      VALUES (:role, :host, :success, :at) ON CONFLICT DO NOTHING\
      """)
  int firstChecked(String role, String host, boolean success, Instant at);

  /** The last results of all checks. */
  @Query("SELECT role, host, success, checked_at FROM check_result ORDER BY role, host")
  List<CheckResult> checks();

  /** Deletes old results: a check that no longer runs says nothing. */
  @Query("DELETE FROM check_result WHERE checked_at < :before")
  int forgetChecks(Instant before);

  /** Since when the oldest of the scheduler's executions is due that nobody has taken. */
  @Query("SELECT MIN(execution_time) FROM scheduled_routines WHERE picked = FALSE")
  Optional<Instant> oldestDue();
}
