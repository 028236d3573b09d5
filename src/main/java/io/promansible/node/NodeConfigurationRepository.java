package io.promansible.node;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;

/** Which configuration each node has in force, and when each was put in force first. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface NodeConfigurationRepository extends GenericRepository<Node, String> {
  /**
   * A configuration that a node has in force.
   *
   * @param name of the node
   * @param readAt when it was first put in force on any node
   */
  @Introspected
  record Configured(String name, String configuration, Instant readAt) {}

  /** What the nodes that live have in force, of those that say so. */
  @Query(
      """
      SELECT n.name, n.configuration, c.read_at
      FROM node n JOIN configuration_read c ON c.digest = n.configuration
      WHERE n.seen_at >= CURRENT_TIMESTAMP - CAST(:gone AS integer) * INTERVAL '1' SECOND\
      """)
  List<Configured> configurations(int gone);

  /** Notes when a configuration was put in force first; 0 when it is known already. */
  @Query(
      """
      INSERT INTO configuration_read (digest, read_at) VALUES (:digest, CURRENT_TIMESTAMP)
      ON CONFLICT DO NOTHING\
      """)
  int firstRead(String digest);

  /** Notes that a configuration was put in force anew, as by a reload. */
  @Query("UPDATE configuration_read SET read_at = CURRENT_TIMESTAMP WHERE digest = :digest")
  int readAgain(String digest);

  /** Says which configuration a node has in force. */
  @Query("UPDATE node SET configuration = :digest WHERE name = :name")
  int configured(String name, String digest);

  /** Forgets configurations that no node has and that are older than a month. */
  @Query(
      """
      DELETE FROM configuration_read WHERE read_at < CURRENT_TIMESTAMP - INTERVAL '30' DAY
        AND NOT EXISTS (SELECT 1 FROM node n WHERE n.configuration = configuration_read.digest)\
      """)
  int forget();
}
