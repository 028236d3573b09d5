package io.promansible.node;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code node}: which nodes live. All times are the database's, as the clocks of nodes
 * may differ from each other. A node lives that was heard within the last {@code gone} seconds.
 */
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface NodeRepository extends GenericRepository<Node, String> {
  /** The time of the database. */
  @Query("SELECT CURRENT_TIMESTAMP")
  Instant now();

  /** Renews the sign of life; 0 when the name is not, or no longer, this incarnation's. */
  @Query(
      """
      UPDATE node SET seen_at = CURRENT_TIMESTAMP, clock_off_millis = :clockOff
      WHERE name = :name AND id = :identity AND incarnation = :incarnation\
      """)
  int beat(String name, String identity, long incarnation, long clockOff);

  /** Takes a name that no node has; 0 when one has it. */
  @Query(
      """
      INSERT INTO node (name, seen_at, id, incarnation, started_at, machine)
      VALUES (:name, CURRENT_TIMESTAMP, :identity, 1, CURRENT_TIMESTAMP, :machine)
      ON CONFLICT DO NOTHING\
      """)
  int first(String name, String identity, String machine);

  /**
   * Takes a name again, as its next incarnation: one that this identity had on this machine, or one
   * whose holder is gone or has no identity; 0 when another node has it.
   */
  @Query(
      """
      UPDATE node SET incarnation = incarnation + 1, id = :identity, machine = :machine,
        seen_at = CURRENT_TIMESTAMP, started_at = CURRENT_TIMESTAMP
      WHERE name = :name
        AND (id IS NULL OR (id = :identity AND COALESCE(machine, :machine) = :machine)
          OR seen_at < CURRENT_TIMESTAMP - CAST(:gone AS integer) * INTERVAL '1' SECOND)\
      """)
  int again(String name, String identity, String machine, int gone);

  /** The name of another node that lives in another place with this identity, if there is one. */
  @Query(
      """
      SELECT name FROM node WHERE id = :identity AND name <> :name AND machine <> :machine
        AND seen_at >= CURRENT_TIMESTAMP - CAST(:gone AS integer) * INTERVAL '1' SECOND LIMIT 1\
      """)
  Optional<String> copied(String name, String identity, String machine, int gone);

  /** The incarnation of the node that has a name now. */
  @Query("SELECT incarnation FROM node WHERE name = :name")
  long incarnation(String name);

  /** Says where other nodes ask this one, and by which key it signs what it asks. */
  @Query("UPDATE node SET advertise = :advertise, public_key = :key WHERE name = :name")
  int introduce(String name, @Nullable String advertise, String key);

  /** The row of a node. */
  @Query("SELECT name, seen_at, id, started_at, advertise, public_key FROM node WHERE name = :name")
  Optional<Node> find(String name);

  /** Forgets the other names of this identity. */
  @Query("DELETE FROM node WHERE id = :identity AND name <> :name")
  int forgetOthers(String name, String identity);

  /**
   * A node as others see it.
   *
   * @param alive whether it was heard lately
   * @param startedAt when it started last; null for a node of a version that did not say
   * @param advertise where other nodes ask it; null where it does not say
   * @param clockOffMillis how far its clock is ahead of the database's
   * @param configuration digest of the configuration that it has in force; null where unknown
   * @param configurationReadAt when that one was first put in force on any node
   * @param running how many runs it has
   */
  @Introspected
  record Seen(
      String name,
      Instant seenAt,
      boolean alive,
      @Nullable Instant startedAt,
      long incarnation,
      @Nullable String advertise,
      long clockOffMillis,
      @Nullable String configuration,
      @Nullable Instant configurationReadAt,
      long running) {}

  /** All nodes of the last day, by name. */
  @Query(
      """
      SELECT n.name, n.seen_at, n.started_at, n.incarnation, n.advertise, n.clock_off_millis,
        n.seen_at >= CURRENT_TIMESTAMP - CAST(:gone AS integer) * INTERVAL '1' SECOND AS alive,
        n.configuration, c.read_at AS configuration_read_at,
        (SELECT COUNT(*) FROM run r WHERE r.state = 'RUNNING' AND r.node = n.name) AS running
      FROM node n LEFT JOIN configuration_read c ON c.digest = n.configuration
      WHERE n.seen_at >= CURRENT_TIMESTAMP - INTERVAL '1' DAY ORDER BY n.name\
      """)
  List<Seen> all(int gone);

  /** How many nodes live. */
  @Query(
      """
      SELECT COUNT(*) FROM node
      WHERE seen_at >= CURRENT_TIMESTAMP - CAST(:gone AS integer) * INTERVAL '1' SECOND\
      """)
  int living(int gone);
}
