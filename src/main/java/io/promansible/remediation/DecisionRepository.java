package io.promansible.remediation;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.CrudRepository;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The table {@code decision}: why something was started, or was not. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface DecisionRepository extends CrudRepository<StoredDecision, UUID> {
  /** Hosts of alerts that fire and that a handler has just acted upon, or was held back from. */
  @Query(
      """
      SELECT DISTINCT d.host FROM decision d JOIN episode e ON e.id = d.episode_id
      WHERE d.handler = :handler AND d.host IS NOT NULL AND e.state = 'FIRING'
        AND (d.reason = 'blast_radius' OR (d.started = TRUE AND d.decided_at > :since))\
      """)
  List<String> affected(String handler, Instant since);

  /** The last word about an episode by a handler. */
  @Query(
      """
      SELECT * FROM decision WHERE episode_id = :episodeId AND handler = :handler
      ORDER BY decided_at DESC, id DESC LIMIT 1\
      """)
  Optional<StoredDecision> last(UUID episodeId, String handler);

  /** Episodes that fire and of which the last word of some handler is one of these reasons. */
  @Query(
      """
      SELECT DISTINCT d.episode_id FROM decision d JOIN episode e ON e.id = d.episode_id
      WHERE e.state = 'FIRING' AND d.reason IN (:reasons)
        AND NOT EXISTS (SELECT 1 FROM decision n WHERE n.episode_id = d.episode_id
          AND n.handler = d.handler AND n.decided_at > d.decided_at)
      LIMIT :most\
      """)
  List<UUID> held(Collection<String> reasons, int most);

  /** Those about some episodes, in the order they were made. */
  @Query("SELECT * FROM decision WHERE episode_id IN (:episodeIds) ORDER BY decided_at, id")
  List<StoredDecision> ofEpisodes(Collection<UUID> episodeIds);
}
