package io.promansible.freeze;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.CrudRepository;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table {@code frozen}. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface FreezeRepository extends CrudRepository<Frozen, String> {
  /** Renews a freeze, which holds all the while; 0 when that scope is not frozen. */
  @Query(
      """
      UPDATE frozen SET who = :who, reason = :reason, since = :since, until_time = :until
      WHERE scope = :scope\
      """)
  int renew(String scope, String who, String reason, Instant since, @Nullable Instant until);

  /** The freezes that are in force at a time. */
  @Query("SELECT * FROM frozen WHERE until_time IS NULL OR until_time > :now ORDER BY since")
  List<Frozen> holding(Instant now);
}
