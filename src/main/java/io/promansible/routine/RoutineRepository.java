package io.promansible.routine;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.CrudRepository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Routines of the API, and where all routines stand. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface RoutineRepository extends CrudRepository<StoredRoutine, String> {
  /** What a check last found. */
  @Introspected
  record CheckResult(String role, String host, boolean success, Instant checkedAt) {}

  /** Where one stands. */
  @Query("SELECT * FROM routine_state WHERE name = :name")
  Optional<RoutineState> state(String name);

  /** Where all stand. */
  @Query("SELECT * FROM routine_state ORDER BY name")
  List<RoutineState> states();

  /** The first time that it is heard of; 0 when another node was first. */
  @Query(
      """
      INSERT INTO routine_state (name, timetable, next_at, missed, note, late_by)
      VALUES (:name, :timetable, :nextAt, 0, '', 0) ON CONFLICT DO NOTHING\
      """)
  int begin(String name, String timetable, Instant nextAt);

  /** Its timetable has changed. */
  @Query("UPDATE routine_state SET timetable = :timetable, next_at = :nextAt WHERE name = :name")
  int change(String name, String timetable, Instant nextAt);

  /** Goes on to the next time; 0 when somebody else has fired this one, or paused it meanwhile. */
  @Query(
      """
      UPDATE routine_state SET next_at = :next, missed = missed + :missed, note = :note,
        late_by = :lateBy
      WHERE name = :name AND next_at = :seen AND COALESCE(paused_by, '') = :paused\
      """)
  int advance(
      String name, Instant seen, String paused, Instant next, int missed, String note, long lateBy);

  /** Pauses it; 0 when it is not heard of yet. */
  @Query("UPDATE routine_state SET paused_by = :who WHERE name = :name")
  int pause(String name, String who);

  /** Lets it go on, from its next time. */
  @Query("UPDATE routine_state SET paused_by = NULL, next_at = :nextAt WHERE name = :name")
  int resume(String name, Instant nextAt);

  /** It is no more. */
  @Query("DELETE FROM routine_state WHERE name = :name")
  int end(String name);

  /** How many runs of it wait. */
  @Query(
      """
      SELECT COUNT(*) FROM run
      WHERE routine = :name AND state = 'QUEUED' AND COALESCE(slice_of, id) = id\
      """)
  int waiting(String name);

  /** Whether a run of it waits or goes on. */
  @Query("SELECT COUNT(*) > 0 FROM run WHERE routine = :name AND state IN ('QUEUED', 'RUNNING')")
  boolean underWay(String name);

  /** A run of it has succeeded. */
  @Query("UPDATE routine_state SET succeeded_at = :at WHERE name = :name")
  int succeeded(String name, Instant at);

  /** Stores what a check found. */
  @Query(
      """
      UPDATE check_result SET success = :success, checked_at = :at
      WHERE role = :role AND host = :host\
      """)
  int checked(String role, String host, boolean success, Instant at);

  /** The first time. */
  @Query(
      """
      INSERT INTO check_result (role, host, success, checked_at)
      VALUES (:role, :host, :success, :at) ON CONFLICT DO NOTHING\
      """)
  int firstChecked(String role, String host, boolean success, Instant at);

  /** What all checks last found. */
  @Query("SELECT role, host, success, checked_at FROM check_result ORDER BY role, host")
  List<CheckResult> checks();

  /** Forgets what was found long ago: a check that nobody makes any more says nothing. */
  @Query("DELETE FROM check_result WHERE checked_at < :before")
  int forgetChecks(Instant before);
}
