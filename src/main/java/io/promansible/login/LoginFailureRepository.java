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

  /** Counts one more; 0 when nothing is known of it yet. */
  @Query("UPDATE login_failure SET failures = failures + 1, changed_at = :now WHERE id = :id")
  int more(String id, Instant now);

  /** The first failure. */
  @Query(
      """
      INSERT INTO login_failure (id, failures, until_time, changed_at)
      VALUES (:id, 1, :now, :now) ON CONFLICT DO NOTHING\
      """)
  int first(String id, Instant now);

  /** Sets until when no further log-in is tried. */
  @Query("UPDATE login_failure SET until_time = :until WHERE id = :id AND until_time < :until")
  int slow(String id, Instant until);

  /** Forgets some ids. */
  @Query("DELETE FROM login_failure WHERE id IN (:ids)")
  int forget(List<String> ids);

  /** Forgets what did not change since. */
  @Query("DELETE FROM login_failure WHERE changed_at < :before")
  int forgetOld(Instant before);
}
