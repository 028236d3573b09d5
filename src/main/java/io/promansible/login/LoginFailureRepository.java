package io.promansible.login;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.CrudRepository;
import java.time.Instant;
import java.util.List;

/** The table {@code login_failure}. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface LoginFailureRepository extends CrudRepository<LoginFailure, String> {
  /** What is known of some ids. */
  @Query("SELECT * FROM login_failure WHERE id IN (:ids)")
  List<LoginFailure> of(List<String> ids);

  /** Counts one more, from one again after a long time; 0 when it may not be tried now. */
  @Query(
      """
      UPDATE login_failure SET
        failures = CASE WHEN changed_at < :longAgo THEN 1 ELSE failures + 1 END, changed_at = :now
      WHERE id = :id AND until_time <= :now\
      """)
  int more(String id, Instant now, Instant longAgo);

  /** Begins to count. */
  @Query(
      """
      INSERT INTO login_failure (id, failures, until_time, changed_at)
      VALUES (:id, 0, :now, :now) ON CONFLICT DO NOTHING\
      """)
  int first(String id, Instant now);

  /** Counts one less. */
  @Query("UPDATE login_failure SET failures = failures - 1 WHERE id = :id AND failures > 0")
  int takeBack(String id);

  /** Sets until when no further log-in is tried. */
  @Query("UPDATE login_failure SET until_time = :until WHERE id = :id AND until_time < :until")
  int slow(String id, Instant until);

  /** Forgets one. */
  @Query("DELETE FROM login_failure WHERE id = :id")
  int forget(String id);

  /** Forgets what did not change since. */
  @Query("DELETE FROM login_failure WHERE changed_at < :before")
  int forgetOld(Instant before);
}
