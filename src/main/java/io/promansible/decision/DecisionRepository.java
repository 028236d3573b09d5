package io.promansible.decision;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.CrudRepository;
import io.promansible.remediation.CountRow;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The table {@code decision}: why something was started, or was not. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface DecisionRepository extends CrudRepository<StoredDecision, UUID> {
  /**
   * Hosts whose alert fires and that a handler acted upon lately, or held off for blast_radius.
   * With a join H2 would read all that fires, and every decision about it.
   */
  @Query(
      """
      SELECT d.host FROM decision d
      WHERE d.handler = :handler AND d.reason = 'blast_radius' AND d.host IS NOT NULL
        AND EXISTS (SELECT 1 FROM episode e WHERE e.id = d.episode_id AND e.state = 'FIRING')
      UNION
      SELECT m.host FROM remediation m
      WHERE m.handler = :handler AND m.started_at > :since AND m.attempts > 0
        AND EXISTS (SELECT 1 FROM episode e WHERE e.id = m.episode_id AND e.state = 'FIRING')\
      """)
  List<String> affected(String handler, Instant since);

  /** Takes the lock of deciding what may start; it is held until the end of the transaction. */
  @Query("SELECT name FROM decision_lock WHERE name = 'starts' FOR UPDATE")
  String lock();

  /** How many hosts have an alert that fires and that some handler has decided about. */
  @Query(
      """
      SELECT COUNT(DISTINCT d.host) FROM episode e JOIN decision d ON d.episode_id = e.id
      WHERE e.state = 'FIRING' AND d.host IS NOT NULL\
      """)
  int alerting();

  /** The last decision of a handler about an episode. */
  @Query(
      """
      SELECT * FROM decision WHERE episode_id = :episodeId AND handler = :handler
      ORDER BY decided_at DESC, id DESC LIMIT 1\
      """)
  Optional<StoredDecision> last(UUID episodeId, String handler);

  /**
   * The last decisions about episodes that fire, if they have one of these reasons and their
   * handler has no remediation of the episode; in the order of ids, which is that of time.
   */
  @Query(
      """
      SELECT d.* FROM decision d JOIN episode e ON e.id = d.episode_id
      WHERE e.state = 'FIRING' AND d.reason IN (:reasons) AND d.id > :after
        AND NOT EXISTS (SELECT 1 FROM decision n WHERE n.episode_id = d.episode_id
          AND n.handler = d.handler AND n.decided_at > d.decided_at)
        AND NOT EXISTS (SELECT 1 FROM remediation r
          WHERE r.episode_id = d.episode_id AND r.handler = d.handler)
      ORDER BY d.id LIMIT :most\
      """)
  List<StoredDecision> held(Collection<String> reasons, UUID after, int most);

  /** The last decisions about episodes that fire, if they have one of these reasons. */
  @Query(
      """
      SELECT d.* FROM decision d JOIN episode e ON e.id = d.episode_id
      WHERE e.state = 'FIRING' AND d.reason IN (:reasons)
        AND NOT EXISTS (SELECT 1 FROM decision n WHERE n.episode_id = d.episode_id
          AND n.handler = d.handler AND n.decided_at > d.decided_at)
      ORDER BY d.decided_at DESC LIMIT :most\
      """)
  List<StoredDecision> holding(Collection<String> reasons, int most);

  /** How many episodes each handler only observed since a time. */
  @Query(
      """
      SELECT handler, 'observe' AS kind, COUNT(DISTINCT episode_id) AS total FROM decision
      WHERE reason = 'observe' AND decided_at > :since GROUP BY handler\
      """)
  List<CountRow> observed(Instant since);

  /** The decisions about some episodes, in the order in which they were made. */
  @Query("SELECT * FROM decision WHERE episode_id IN (:episodeIds) ORDER BY decided_at, id")
  List<StoredDecision> ofEpisodes(Collection<UUID> episodeIds);
}
