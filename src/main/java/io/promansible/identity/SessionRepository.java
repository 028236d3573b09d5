package io.promansible.identity;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.CrudRepository;
import java.time.Instant;

/** The table {@code login_session}. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface SessionRepository extends CrudRepository<Session, String> {
  /** Notes that a session is in use. */
  @Query("UPDATE login_session SET seen_at = :now WHERE id = :id")
  int seen(String id, Instant now);

  /** Ends a session; 0 when there is none. */
  @Query("DELETE FROM login_session WHERE id = :id")
  int end(String id);

  /** Ends all sessions of an account. */
  @Query("DELETE FROM login_session WHERE account = :account")
  int endAll(String account);

  /** Ends all other sessions of an account. */
  @Query("DELETE FROM login_session WHERE account = :account AND id <> :id")
  int endOthers(String account, String id);

  /** How many sessions an account has. */
  @Query("SELECT COUNT(*) FROM login_session WHERE account = :account")
  int count(String account);

  /** Deletes what is over: idle since a time, or begun before another. */
  @Query("DELETE FROM login_session WHERE seen_at < :idleSince OR created_at < :begunBefore")
  int deleteOver(Instant idleSince, Instant begunBefore);
}
