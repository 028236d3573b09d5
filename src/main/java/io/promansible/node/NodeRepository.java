package io.promansible.node;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The table {@code node}: which nodes live. All times are the database's, as the clocks of nodes
 * may differ from each other.
 */
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface NodeRepository extends GenericRepository<Node, String> {
  /** Renews the sign of life of a node; 0 when the name is not, or no longer, this identity's. */
  @Query("UPDATE node SET seen_at = CURRENT_TIMESTAMP WHERE name = :name AND id = :identity")
  int beat(String name, String identity);

  /** Takes a name that no node has; 0 when one has it. */
  @Query(
      """
      INSERT INTO node (name, seen_at, id) VALUES (:name, CURRENT_TIMESTAMP, :identity)
      ON CONFLICT DO NOTHING\
      """)
  int first(String name, String identity);

  /** Takes a name whose holder was silent for half a minute or has no identity; else returns 0. */
  @Query(
      """
      UPDATE node SET id = :identity, seen_at = CURRENT_TIMESTAMP
      WHERE name = :name
        AND (id IS NULL OR seen_at < CURRENT_TIMESTAMP - INTERVAL '30' SECOND)\
      """)
  int takeOver(String name, String identity);

  /** When the node of this name last said that it lives. */
  @Query("SELECT seen_at FROM node WHERE name = :name")
  Optional<Instant> seenAt(String name);

  /** Forgets the other names of this identity. */
  @Query("DELETE FROM node WHERE id = :identity AND name <> :name")
  int forgetOthers(String name, String identity);

  /**
   * A node as others see it.
   *
   * @param alive whether it said within half a minute that it lives
   * @param running how many runs it has
   */
  @Introspected
  record Seen(String name, Instant seenAt, boolean alive, long running) {}

  /** All nodes of the last day, by name. */
  @Query(
      """
      SELECT n.name, n.seen_at, n.seen_at >= CURRENT_TIMESTAMP - INTERVAL '30' SECOND AS alive,
        (SELECT COUNT(*) FROM run r WHERE r.state = 'RUNNING' AND r.node = n.name) AS running
      FROM node n WHERE n.seen_at >= CURRENT_TIMESTAMP - INTERVAL '1' DAY ORDER BY n.name\
      """)
  List<Seen> all();

  /** How many nodes live: those that said so within half a minute. */
  @Query(
      """
      SELECT COUNT(*) FROM node
      WHERE seen_at >= CURRENT_TIMESTAMP - INTERVAL '30' SECOND\
      """)
  int living();
}
