package io.promansible.remediation;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.CrudRepository;
import java.time.Instant;
import java.util.List;

/** The table {@code frozen}. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface FreezeRepository extends CrudRepository<Frozen, String> {
  /** Those that hold at a time. */
  @Query("SELECT * FROM frozen WHERE until_time IS NULL OR until_time > :now ORDER BY since")
  List<Frozen> holding(Instant now);
}
