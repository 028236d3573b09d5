package io.promansible.permit;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.CrudRepository;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The table {@code permit}. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface PermitRepository extends CrudRepository<Permit, UUID> {
  /** The permits of all handlers that are in force at a time, the newest first. */
  @Query("SELECT * FROM permit WHERE until_time > :now ORDER BY since DESC, id DESC")
  List<Permit> holding(Instant now);

  /** Deletes permits that ended before a time. */
  @Query("DELETE FROM permit WHERE until_time < :before")
  int deleteOver(Instant before);
}
