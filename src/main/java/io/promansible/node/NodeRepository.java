package io.promansible.node;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.Optional;

/**
 * Which nodes live. All of it goes by the clock of the database, as the clocks of nodes may differ
 * from each other.
 */
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface NodeRepository extends GenericRepository<Node, String> {
  /** This node lives; 0 when the name is not, or not any more, that of this identity. */
  @Query("UPDATE node SET seen_at = CURRENT_TIMESTAMP WHERE name = :name AND id = :identity")
  int beat(String name, String identity);

  /** Takes a name that nobody has. */
  @Query(
      """
      INSERT INTO node (name, seen_at, id) VALUES (:name, CURRENT_TIMESTAMP, :identity)
      ON CONFLICT DO NOTHING\
      """)
  int first(String name, String identity);

  /** Takes a name whose holder has not been heard of for half a minute; 0 when it has. */
  @Query(
      """
      UPDATE node SET id = :identity, seen_at = CURRENT_TIMESTAMP
      WHERE name = :name
        AND (id IS NULL OR seen_at < CURRENT_TIMESTAMP - INTERVAL '30' SECOND)\
      """)
  int takeOver(String name, String identity);

  /** When a name was heard of last. */
  @Query("SELECT seen_at FROM node WHERE name = :name")
  Optional<Instant> seenAt(String name);

  /** Forgets the other names of this identity. */
  @Query("DELETE FROM node WHERE id = :identity AND name <> :name")
  int forgetOthers(String name, String identity);

  /** Nodes that live. */
  @Query(
      """
      SELECT COUNT(*) FROM node
      WHERE seen_at >= CURRENT_TIMESTAMP - INTERVAL '30' SECOND\
      """)
  int living();
}
