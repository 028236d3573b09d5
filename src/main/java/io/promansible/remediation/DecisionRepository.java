package io.promansible.remediation;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.CrudRepository;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** The table {@code decision}: why something was started, or was not. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface DecisionRepository extends CrudRepository<StoredDecision, UUID> {
  /** Those about some episodes, in the order they were made. */
  @Query("SELECT * FROM decision WHERE episode_id IN (:episodeIds) ORDER BY decided_at, id")
  List<StoredDecision> ofEpisodes(Collection<UUID> episodeIds);
}
